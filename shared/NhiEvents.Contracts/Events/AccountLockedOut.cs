namespace NhiEvents.Contracts.Events;

/// <summary>A domain controller locked an account of Active Directory (Windows event 4740). The data of an <see cref="EventTypes.AccountLockedOut"/> event.</summary>
/// <remarks>Immutable and self-contained. Delivered at least once and in any order. Never one of a computer account, and never one of a person: Ingest drops those.</remarks>
/// <param name="TenantId">The tenant that the domain belongs to; Windows does not say, so it is the one that Ingest is set up for.</param>
/// <param name="Key">16 hex digits over account, calling computer and second: the same for the copies that several domain controllers write.</param>
/// <param name="Id">The record's number in the log of its domain controller, where it is known.</param>
/// <param name="IdentityId">Object id of the synchronised user, where Ingest knows which one it is; else the account's SID; else <c>domain\name</c>. Lower case.</param>
/// <param name="AccountName">The account's logon name, without its domain.</param>
/// <param name="Evidence">Why the account is taken for a non-human one: slugs of <see cref="EvidenceKinds"/>.</param>
public sealed record AccountLockedOut(
    string TenantId,
    string Key,
    string Id,
    DateTimeOffset At,
    string IdentityId,
    string AccountName,
    IReadOnlyList<string> Evidence)
{
    /// <summary>The account's SID.</summary>
    public string? AccountSid { get; init; }

    /// <summary>The domain of the domain controller, and so of the account.</summary>
    public string? Domain { get; init; }

    /// <summary>The computer that sent the wrong passwords. Windows writes it into a field called <c>TargetDomainName</c>.</summary>
    public string? CallerComputer { get; init; }

    /// <summary>The domain controller that wrote the event.</summary>
    public string? DomainController { get; init; }
}
