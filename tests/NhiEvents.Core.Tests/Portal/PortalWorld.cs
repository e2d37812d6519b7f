using System.Text.Json.Nodes;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Portal;

/// <summary>The portal's lists with their ports in memory and a clock that the test moves.</summary>
internal sealed class PortalWorld : IDisposable
{
    public PortalWorld()
    {
        Ports = new EmbeddedPorts(Time);
        var outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
        Outbox = outbox;
        Findings = new FindingList(Ports.Faults, outbox, Time);
        Attestations = new AttestationList(Ports.Faults, outbox, Time);
        Identities = new IdentityList(Ports.Faults, outbox, Time, Findings, Attestations);
        Brake = new WriteBrake(Ports.Faults, outbox, Time);
        Cases = new CaseList(Ports.Faults, outbox, Time, Identities);
        var pseudonyms = new Pseudonyms(Options.Create(new LedgerOptions { PersonKey = Convert.ToBase64String(new byte[32]) }));
        Exceptions = new ExceptionList(Ports.Faults, outbox, Time, Identities);
        Tickets = new TicketList(Ports.Faults, outbox, Time, Identities, Findings);
        var runs = new CampaignRuns(Ports.Faults, outbox);
        Purge = new PurgePortalHandler(Findings, Cases, Exceptions, Tickets, Attestations, new HourlyShare(Ports.Faults, outbox, Time), Options.Create(new RetentionOptions()), Time);
        Campaigns = new CampaignList(Identities, Attestations, runs, Time);
        CampaignDesk = new CampaignDesk(Campaigns, runs, Ports.Faults, outbox, pseudonyms, Time);
        Ledger = new LedgerCopy(Ports.Faults, outbox);
        Audit = new AuditReader(Ports.Faults, Time);
        Sources = new SourceList(Ports.Faults, outbox);
        Brakes = new BrakeList(Ports.Faults, outbox);
        Overview = new OverviewReader(Identities, Findings, Cases, Brake, Brakes, Sources, new TermsList(Ports.Faults, outbox), Time);
    }

    public ManualTime Time { get; } = new();

    public EmbeddedPorts Ports { get; }

    public Outbox Outbox { get; }

    public PurgePortalHandler Purge { get; }

    public ExceptionList Exceptions { get; }

    public TicketList Tickets { get; }

    public FindingList Findings { get; }

    public IdentityList Identities { get; }

    public AttestationList Attestations { get; }

    public CampaignList Campaigns { get; }

    public CampaignDesk CampaignDesk { get; }

    public LedgerCopy Ledger { get; }

    public AuditReader Audit { get; }

    public WriteBrake Brake { get; }

    public CaseList Cases { get; }

    public SourceList Sources { get; }

    public BrakeList Brakes { get; }

    public OverviewReader Overview { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static FindingChanged Finding(int number, long revision = 1, string type = "NHI101", Severity severity = Severity.High, FindingState state = FindingState.Open, string? identity = null, string owner = "unknown") =>
        new("contoso", revision, new Finding(
            $"finding{number:0000}", type, "some-name", severity, new IdentityRef(identity ?? $"identity-{number}", IdentityKind.ServiceAccount, $"svc-{number}"), owner, $"cause {number}",
            new Evidence([], [50076], [], [], [], [], []), [new Remedy("Mend it", ["Do"])], [], At(number), At(number + 1), 3, state));

    public static IdentityChanged Identity(string id, long revision = 1, string owner = "unknown", string? name = null, params IReadOnlyList<SignInHour> hours) =>
        new("contoso", revision, new IdentitySummary(new IdentityRef(id, IdentityKind.ServiceAccount, name ?? id), "contoso", owner, [EvidenceKinds.Ropc], At(0), At(5), 7, 2, [])) { Hours = hours };

    public static DateTimeOffset At(int hour) => new DateTimeOffset(2026, 1, 10, 0, 0, 0, TimeSpan.Zero).AddHours(hour);

    public async Task TakeAsync(params IEnumerable<FindingChanged> changes)
    {
        foreach (var change in changes)
        {
            Assert.Equal(Outcome.Done, await Findings.RecordAsync(change, Ct));
            Time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    public async Task TakeAsync(params IEnumerable<IdentityChanged> changes)
    {
        foreach (var change in changes)
        {
            Assert.Equal(Outcome.Done, await Identities.RecordAsync(change, Ct));
            Time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    public async Task<JsonNode> FindingsAsync(string query = "", PortalScope? scope = null) => JsonNode.Parse(await Findings.ReadPageAsync(Query(query), scope ?? PortalScope.All, Ct))!;

    public async Task<JsonNode> IdentitiesAsync(string query = "", PortalScope? scope = null) => JsonNode.Parse(await Identities.ReadPageAsync(Query(query), scope ?? PortalScope.All, Ct))!;

    public async Task<JsonNode> CasesAsync(string query = "", PortalScope? scope = null) => JsonNode.Parse(await Cases.ReadPageAsync(Query(query), scope ?? PortalScope.All, Ct))!;

    public async Task<JsonNode> FeedAsync(string query = "") => JsonNode.Parse(await Overview.ReadFeedAsync(Query(query), PortalScope.All, Ct))!;

    public async Task<JsonNode> NowAsync(PortalScope? scope = null) => JsonNode.Parse(await Overview.ReadNowAsync(scope ?? PortalScope.All, Ct))!;

    public static IReadOnlyList<string> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (string)(item!["id"] ?? item["entry"]!["identity"]!["id"])!)];

    public void Dispose()
    {
        Ports.Dispose();
    }

    public static ListQuery Query(string text) =>
        new(text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], (string?)Uri.UnescapeDataString(pair[1]))));
}
