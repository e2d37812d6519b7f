using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Messages;

/// <summary>Something that goes out to the house. Delivered at least once: the receiver knows the same <see cref="RecordId"/> again.</summary>
/// <param name="RecordId">The same for every outlet and every repetition.</param>
public sealed record DeliverRecord(string TenantId, string RecordId, HouseRecordKind Record, DateTimeOffset At)
{
    public const string Kind = "deliver-record";

    /// <summary>Name of the one outlet that it still has to reach; null: it is handed to each that takes its kind.</summary>
    public string? Outlet { get; init; }

    /// <summary>Of a finding: nothing was said of it before.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Of a finding.</summary>
    public Finding? Finding { get; init; }

    /// <summary>Of a decision, and of a call: the reaction that calls.</summary>
    public DecisionNote? Decision { get; init; }

    /// <summary>Of a ledger entry.</summary>
    public LedgerNote? Ledger { get; init; }

    /// <summary>Of a notice and of a digest.</summary>
    public OwnerNotice? Notice { get; init; }
}

/// <summary>What kind of record it is; each outlet says which it takes.</summary>
public enum HouseRecordKind
{
    /// <summary>A finding opened, changed or was withdrawn.</summary>
    Finding,

    /// <summary>An exception, a rotation or a ticket turned.</summary>
    Decision,

    /// <summary>An entry of the ledger.</summary>
    Ledger,

    /// <summary>An owner is told of one finding, because a playbook says so.</summary>
    Notice,

    /// <summary>What an owner should look at, once a day.</summary>
    Digest,

    /// <summary>A playbook calls.</summary>
    Call,
}

/// <summary>Something was decided or done.</summary>
/// <param name="About">Such as <c>exception</c>.</param>
/// <param name="Id">Of what turned.</param>
/// <param name="State">Where it stands now.</param>
public sealed record DecisionNote(string About, string Id, string State)
{
    public string? IdentityId { get; init; }

    public string? Text { get; init; }
}

/// <summary>One entry of the ledger, with its place in the chain.</summary>
/// <param name="Hash">Over the entry and the one before it: a receiver that keeps them all can check the chain.</param>
public sealed record LedgerNote(string Partition, long Sequence, string Actor, string Action, string Phase, string Subject, IReadOnlyDictionary<string, string> Details, string Previous, string Hash)
{
    /// <summary>The details as they were hashed: in their order, a name as often as it stands there. Empty in notes of the first version.</summary>
    public IReadOnlyList<LedgerNoteDetail> Hashed { get; init => field = value ?? []; } = [];
}

/// <summary>One named value of an entry.</summary>
public sealed record LedgerNoteDetail(string Name, string Value);

/// <summary>What an owner is told.</summary>
/// <param name="Owner">As the registry or the directory names it.</param>
public sealed record OwnerNotice(string Owner, string Title, IReadOnlyList<NoticeGroup> Groups);

/// <summary>Lines under one heading.</summary>
public sealed record NoticeGroup(string Heading, IReadOnlyList<string> Lines);

/// <summary>The ledger of an app has got entries; sent only where <c>Ledger:Stream</c> says so.</summary>
public sealed record LedgerNoted(string TenantId, DateTimeOffset At, IReadOnlyList<LedgerNote> Entries)
{
    public const string Kind = "ledger-noted";
}
