using System.Text;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Registry;

/// <summary>Reads the list of an organization's non-human identities: CSV with a header, or JSON. Never throws over content.</summary>
public static class RegistryReader
{
    private const int MaxFaults = 100;

    /// <param name="text">The whole file, UTF-8, with or without byte order mark.</param>
    public static RegistryReading Read(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        var faults = new List<InputFault>();
        var ignored = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var cells = text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? RegistryJson.Read(text, faults, ignored) : RegistryCsv.Read(text, faults, ignored);
        var (seen, identities) = (new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase), new List<IdentityFacts>());
        foreach (var entry in cells)
        {
            var read = RegistryEntry.Read(entry, faults);
            var place = entry.Cells.Count > 0 ? entry.Cells.Values.First() : new RegistryCell("", entry.Line, 1);
            foreach (var key in new[] { read.Id, read.UserPrincipalName }.OfType<string>())
            {
                if (!seen.TryAdd(key, entry.Line))
                {
                    faults.Add(new InputFault(entry.Line, place.Column, $"'{key}' is named in line {seen[key]} already"));
                }
            }

            identities.Add(read);
        }

        if (identities.Count == 0 && faults.Count == 0)
        {
            faults.Add(new InputFault(1, 1, "no identity is named"));
        }

        return new RegistryReading(identities, [.. faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).Take(MaxFaults)], [.. ignored]);
    }
}

/// <summary>One entry, by what its columns mean.</summary>
internal sealed record RegistryRow(int Line, IReadOnlyDictionary<RegistryColumn, RegistryCell> Cells);

internal sealed record RegistryCell(string Text, int Line, int Column);

/// <summary>What a column can mean.</summary>
internal enum RegistryColumn
{
    Identity,
    ObjectId,
    UserPrincipalName,
    Kind,
    Owner,
    Criticality,
    Tags,
    Protected,
    DisplayName,
}

/// <summary>Column names as people write them.</summary>
internal static class RegistryColumns
{
    private static readonly Dictionary<string, RegistryColumn> Names = new(StringComparer.Ordinal)
    {
        ["identity"] = RegistryColumn.Identity,
        ["id"] = RegistryColumn.Identity,
        ["idorupn"] = RegistryColumn.Identity,
        ["account"] = RegistryColumn.Identity,
        ["objectid"] = RegistryColumn.ObjectId,
        ["appid"] = RegistryColumn.ObjectId,
        ["applicationid"] = RegistryColumn.ObjectId,
        ["clientid"] = RegistryColumn.ObjectId,
        ["upn"] = RegistryColumn.UserPrincipalName,
        ["userprincipalname"] = RegistryColumn.UserPrincipalName,
        ["kind"] = RegistryColumn.Kind,
        ["type"] = RegistryColumn.Kind,
        ["owner"] = RegistryColumn.Owner,
        ["owners"] = RegistryColumn.Owner,
        ["criticality"] = RegistryColumn.Criticality,
        ["priority"] = RegistryColumn.Criticality,
        ["tags"] = RegistryColumn.Tags,
        ["tag"] = RegistryColumn.Tags,
        ["labels"] = RegistryColumn.Tags,
        ["protected"] = RegistryColumn.Protected,
        ["breakglass"] = RegistryColumn.Protected,
        ["displayname"] = RegistryColumn.DisplayName,
        ["name"] = RegistryColumn.DisplayName,
    };

    /// <summary>Case, spaces and punctuation do not matter: <c>Object ID</c>, <c>object_id</c>.</summary>
    public static RegistryColumn? Find(string name) =>
        Names.TryGetValue(string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant(), out var column) ? column : null;
}
