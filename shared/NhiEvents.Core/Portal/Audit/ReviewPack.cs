using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>What a reviewer needs of one quarter, by control. Computed from entries of the ledger and from nothing else: the same entries give the same bytes, on any day.</summary>
/// <param name="Digest">SHA-256 over the hashes of all entries in their order, one line each: whoever has the ledger can compute it again.</param>
internal sealed record ReviewPack(int SchemaVersion, string Quarter, DateTimeOffset From, DateTimeOffset To, int Entries, string Digest, IReadOnlyList<ReviewPart> Controls)
{
    /// <param name="entries">Of the quarter, in order of time, chain and sequence.</param>
    public static ReviewPack Of(Quarter quarter, IReadOnlyList<AuditEntry> entries)
    {
        var byControl = entries.ToLookup(entry => ReviewControls.All.First(control => control.Holds(entry.Action)).Id, StringComparer.Ordinal);
        return new ReviewPack(1, quarter.Name, quarter.From, quarter.To, entries.Count, DigestOf(entries), [.. ReviewControls.All.Select(control => PartOf(control, [.. byControl[control.Id]]))]);
    }

    private static ReviewPart PartOf(ReviewControl control, IReadOnlyList<AuditEntry> entries) => new(
        control.Id, control.Title, control.Standards, entries.Count,
        entries.Select(entry => entry.Actor).Where(actor => actor.StartsWith("person:", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count(),
        [.. entries.GroupBy(entry => (entry.Action, entry.Phase)).OrderBy(group => group.Key.Action, StringComparer.Ordinal).ThenBy(group => group.Key.Phase, StringComparer.Ordinal).Select(group => new ReviewCount(group.Key.Action, group.Key.Phase, group.Count()))],
        [.. control.Test(entries).OrderBy(fault => fault.Subject, StringComparer.Ordinal).ThenBy(fault => fault.Text, StringComparer.Ordinal)],
        DigestOf(entries));

    private static string DigestOf(IReadOnlyList<AuditEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(entry.Hash + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>One control in one quarter.</summary>
/// <param name="Persons">Different pseudonyms that acted.</param>
/// <param name="Faults">What a reviewer has to look at.</param>
/// <param name="Digest">As that of the pack, over the entries of this control.</param>
internal sealed record ReviewPart(
    string Id, string Title, IReadOnlyList<string> Standards, int Entries, int Persons, IReadOnlyList<ReviewCount> Actions, IReadOnlyList<ReviewFault> Faults, string Digest);

internal sealed record ReviewCount(string Action, string Phase, int Entries);

/// <summary>Three months of a year, in UTC.</summary>
internal sealed record Quarter(int Year, int Number)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Year}-Q{Number}");

    public DateTimeOffset From => new(Year, (Number * 3) - 2, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset To => From.AddMonths(3);

    /// <summary>Null when it is none, such as <c>2026-Q1</c>.</summary>
    public static Quarter? Read(string text) =>
        text.Length == 7 && text[4] == '-' && text[5] is 'Q' or 'q' && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 2000 and < 9999 && text[6] is >= '1' and <= '4'
            ? new Quarter(year, text[6] - '0')
            : null;
}
