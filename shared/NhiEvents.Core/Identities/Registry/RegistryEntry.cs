using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Registry;

/// <summary>Turns one entry's cells into facts; each wrong cell is a fault of its own.</summary>
internal static class RegistryEntry
{
    private const int MaxText = 256;

    private static readonly Dictionary<string, bool> YesNo = new(StringComparer.OrdinalIgnoreCase)
    {
        ["true"] = true, ["yes"] = true, ["1"] = true, ["x"] = true, ["false"] = false, ["no"] = false, ["0"] = false,
    };

    public static IdentityFacts Read(RegistryRow row, List<InputFault> faults)
    {
        var identity = Text(row, RegistryColumn.Identity, faults);
        var id = Text(row, RegistryColumn.ObjectId, faults) ?? (identity is { } named && !named.Contains('@') ? named : null);
        var upn = Text(row, RegistryColumn.UserPrincipalName, faults) ?? (identity is { } address && address.Contains('@') ? address : null);
        var identified = row.Cells.GetValueOrDefault(RegistryColumn.ObjectId) ?? row.Cells.GetValueOrDefault(RegistryColumn.Identity) ?? row.Cells.Values.FirstOrDefault();
        if (id is null && upn is null)
        {
            faults.Add(new InputFault(row.Line, identified?.Column ?? 1, "neither an object id nor a user principal name"));
        }

        if (id is not null && !Guid.TryParseExact(id, "D", out _))
        {
            faults.Add(new InputFault(row.Line, identified!.Column, $"'{Shown(id)}' is no object id (8-4-4-4-12 hexadecimal digits) and no user principal name"));
        }

        if (upn is not null && (upn.IndexOf('@') is <= 0 || upn.EndsWith('@') || upn.Any(char.IsWhiteSpace)))
        {
            var cell = row.Cells.GetValueOrDefault(RegistryColumn.UserPrincipalName) ?? identified!;
            faults.Add(new InputFault(row.Line, cell.Column, $"'{Shown(upn)}' is no user principal name"));
        }

        return new IdentityFacts
        {
            Id = id?.ToLowerInvariant(),
            UserPrincipalName = upn?.ToLowerInvariant(),
            DisplayName = Text(row, RegistryColumn.DisplayName, faults),
            Evidence = [EvidenceKinds.Registered],
            Kind = OneOf<IdentityKind>(row, RegistryColumn.Kind, faults),
            Owner = Text(row, RegistryColumn.Owner, faults),
            Criticality = OneOf<Criticality>(row, RegistryColumn.Criticality, faults),
            Tags = [.. (Text(row, RegistryColumn.Tags, faults) ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)],
            Protected = Flag(row, faults),
        };
    }

    private static string? Text(RegistryRow row, RegistryColumn column, List<InputFault> faults)
    {
        if (!row.Cells.TryGetValue(column, out var cell) || cell.Text.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.Length > MaxText)
        {
            faults.Add(new InputFault(cell.Line, cell.Column, $"longer than {MaxText} characters"));
        }

        return text;
    }

    /// <summary>Case, spaces and hyphens do not matter: <c>Shared mailbox</c>, <c>shared-mailbox</c>.</summary>
    private static T? OneOf<T>(RegistryRow row, RegistryColumn column, List<InputFault> faults)
        where T : struct, Enum
    {
        if (Text(row, column, faults) is not { } text)
        {
            return null;
        }

        var name = string.Concat(text.Where(char.IsAsciiLetterOrDigit));
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var known = string.Join(", ", Enum.GetNames<T>().Select(known => char.ToLowerInvariant(known[0]) + known[1..]));
        faults.Add(new InputFault(row.Cells[column].Line, row.Cells[column].Column, $"{column.ToString().ToLowerInvariant()} '{Shown(text)}' is unknown; known: {known}"));
        return null;
    }

    private static bool Flag(RegistryRow row, List<InputFault> faults)
    {
        if (Text(row, RegistryColumn.Protected, faults) is not { } text)
        {
            return false;
        }

        if (!YesNo.TryGetValue(text, out var flag))
        {
            faults.Add(new InputFault(row.Cells[RegistryColumn.Protected].Line, row.Cells[RegistryColumn.Protected].Column, $"protected '{Shown(text)}' is neither yes nor no"));
        }

        return flag;
    }

    private static string Shown(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)).Take(64));
}
