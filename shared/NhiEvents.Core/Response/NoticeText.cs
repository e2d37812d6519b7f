using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Response;

/// <summary>What an owner is told at once. Pure.</summary>
internal static class NoticeText
{
    public static DeliverRecord Of(string tenantId, Finding finding, string owner, DateTimeOffset now) =>
        Of(tenantId, MessageIds.From("notice", finding.Id, owner), TicketText.Of(finding, owner, []), now);

    /// <param name="id">The same notice has the same id.</param>
    public static DeliverRecord Of(string tenantId, string id, TicketFacts facts, DateTimeOffset now) => new(tenantId, id, HouseRecordKind.Notice, now)
    {
        Notice = new OwnerNotice(facts.Owner, facts.Title,
        [
            new NoticeGroup("What happened", facts.IdentityCount > 1 ? [facts.What, "The ticket names each of them."] : [facts.What]),
            new NoticeGroup("What it means", [facts.Impact]),
            new NoticeGroup("Why", [facts.Cause]),
            .. facts.Remedies.Take(1).Select(remedy => new NoticeGroup($"What to do: {remedy.Title}", remedy.Steps)),
        ]),
    };
}
