using System.Text.Json.Serialization;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>An entry of an app's ledger, as it was announced with the transaction that wrote it.</summary>
/// <param name="Chain">The partition of the app's ledger: each has a chain of its own.</param>
/// <param name="Sequence">From 1, without gaps, per chain.</param>
/// <param name="Actor">A pseudonym of a person, or <c>system:</c> and an app.</param>
/// <param name="Phase">Decision, Intent or Result.</param>
/// <param name="Hash">Over all the rest, by <see cref="LedgerHash"/>.</param>
internal sealed record AuditEntry(
    string TenantId, string Chain, long Sequence, DateTimeOffset At, string Actor, string Action, string Phase, string Subject, IReadOnlyList<LedgerNoteDetail> Details, string Previous, string Hash)
{
    /// <summary>The identity that it is about; null when it names none.</summary>
    [JsonIgnore]
    public string? Identity => Detail("identity");

    public string? Detail(string name) => Details.FirstOrDefault(detail => detail.Name == name)?.Value;

    public static AuditEntry Of(LedgerNoted noted, LedgerNote note) => new(
        noted.TenantId, note.Partition, note.Sequence, noted.At, note.Actor, note.Action, note.Phase, note.Subject,
        note.Hashed.Count > 0 ? note.Hashed : [.. note.Details.Select(detail => new LedgerNoteDetail(detail.Key, detail.Value))], note.Previous, note.Hash);

    /// <summary>Whether the hash fits what the entry says.</summary>
    public bool IsWhole() => Enum.TryParse<LedgerPhase>(Phase, out var phase) && LedgerHash.Of(Chain, new LedgerEntry(
        Sequence, At, new LedgerFact(Actor, Action, phase, Subject, [.. Details.Select(detail => new LedgerDetail(detail.Name, detail.Value))]), Previous, Hash)) == Hash;

    public bool Says(string text) =>
        Actor.Contains(text, StringComparison.OrdinalIgnoreCase) || Action.Contains(text, StringComparison.OrdinalIgnoreCase) || Subject.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Details.Any(detail => detail.Value.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>In the order of the chain.</summary>
    public string ChainKey => $"{KeyText.Clean(Chain)}|{Sequence:D19}";

    /// <summary>The newest first.</summary>
    public string TimeKey => AuditKeys.NewestPrefix + Order.Newest(At) + "|" + (long.MaxValue - Sequence).ToString("D19", System.Globalization.CultureInfo.InvariantCulture) + "|" + KeyText.Clean(Chain);
}

/// <summary>Row keys of the copy.</summary>
internal static class AuditKeys
{
    public const string Kind = "ledger-copy";

    /// <summary>Sorts behind the chains.</summary>
    public const string NewestPrefix = "~new|";

    /// <summary>Between the key of an entry and the hash of another one that was announced in its place.</summary>
    public const string Other = "|other|";
}
