namespace NhiEvents.Core.Ledger;

/// <summary>Something to write down: who did what to what. <see cref="State.StateChanges.Record"/> takes it; the outbox puts it into the chain.</summary>
/// <param name="Actor">A pseudonym from <see cref="Pseudonyms"/>, or <c>system:</c> and an app's name. Never a person's id or name.</param>
/// <param name="Action">A slug, such as <c>exception-approved</c>.</param>
/// <param name="Subject">Id of the aggregate that it is about; no person.</param>
/// <param name="Details">Ids, times and numbers; no free text of people, no secret.</param>
public sealed record LedgerFact(string Actor, string Action, LedgerPhase Phase, string Subject, IReadOnlyList<LedgerDetail> Details)
{
    public static string System(string app) => "system:" + app;
}

/// <summary>One named value of a fact.</summary>
public sealed record LedgerDetail(string Name, string Value);

/// <summary>What kind of statement an entry is.</summary>
public enum LedgerPhase
{
    /// <summary>Decided; nothing outside our state changes by it.</summary>
    Decision,

    /// <summary>About to write outside our state.</summary>
    Intent,

    /// <summary>What came of an intent.</summary>
    Result,
}
