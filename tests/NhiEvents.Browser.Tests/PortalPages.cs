using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Core.Ports;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Functions.Tests.Portal;
using NhiEvents.Tests;

namespace NhiEvents.Browser.Tests;

/// <summary>A portal with something to show.</summary>
internal sealed class PortalPages : IAsyncDisposable
{
    private const string TokenEnd = "0123456789abcdef0123456789abcdef0123456789abcd";

    /// <summary>Who may come in: each is a person of their own.</summary>
    private static readonly PortalRole[][] People =
    [
        [PortalRole.Reader], [PortalRole.Operator], [PortalRole.Approver], [PortalRole.Administrator], [PortalRole.Auditor],
        [PortalRole.Operator, PortalRole.Administrator], [PortalRole.Auditor, PortalRole.Operator, PortalRole.Administrator],
    ];

    /// <summary>What a name may be when somebody wants it to be more than a name.</summary>
    public static readonly string[] Hostile =
    [
        "<img src=x onerror=\"document.title='hacked';window.hacked=1\">", "</script><script>window.hacked=1</script>", "javascript:window.hacked=1",
        "\u202Egnp.exe\u202C and \u0000\u0007 and \u2066x\u2069", "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 émoji مرحبا בוקר", new string('W', 10_000), "{{constructor.constructor('window.hacked=1')()}}",
    ];

    private readonly PortalBench _bench;

    private PortalPages(PortalBench bench) => _bench = bench;

    public Uri Address => _bench.Address;

    /// <summary>Commands to the rotations that the portal has sent.</summary>
    public IReadOnlyList<OutgoingMessage> Sent => [.. _bench.Sent.Where(one => one.Entity == Queues.Rotations).Select(one => one.Message)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => LocalBench.Start;

    /// <summary>The token of whoever has just these roles; of a reader when none is named.</summary>
    public static string TokenOf(params PortalRole[] roles) => Array.FindIndex(People, one => one.SequenceEqual(roles.Length > 0 ? roles : [PortalRole.Reader])) is var person and >= 0
        ? person.ToString("00", System.Globalization.CultureInfo.InvariantCulture) + TokenEnd
        : throw new ArgumentException("Nobody has just these roles.", nameof(roles));

    public static async Task<PortalPages> StartAsync()
    {
        var sessions = People.SelectMany((roles, i) => PortalBench.Session(TokenOf(roles), roles).Select(one => KeyValuePair.Create(one.Key.Replace(":0:", $":{i}:", StringComparison.Ordinal), one.Key.EndsWith("PersonId", StringComparison.Ordinal) ? $"p{i}" : one.Value)));
        var pages = new PortalPages(await PortalBench.StartAsync([new("Portal:SignIn", "Session"), .. sessions.Where(one => one.Key != "Portal:SignIn"), new("Portal:CallsPerMinute", "100000")]));
        for (var i = 0; i < 60; i++)
        {
            await pages.AddIdentityAsync($"id-{i:000}", $"svc-job-{i:000}", i);
        }

        await pages.AddFindingAsync("f1", "id-001", "svc-job-001", Severity.Critical, "NHI211", "right-password-wrong-place");
        await pages.AddFindingAsync("f2", "id-002", "svc-job-002", Severity.High, "NHI101", "challenge-demanded", policy: "MFA for everyone");
        await pages.AddFindingAsync("f6", "id-013", "svc-job-013", Severity.Medium, "NHI101", "challenge-demanded", policy: "MFA for everyone");
        await pages.AddFindingAsync("f7", "id-014", "svc-job-014", Severity.Medium, "NHI108", "blocked-by-policy", policy: "MFA for everyone");
        await pages.AddFindingAsync("f3", "id-003", "svc-job-003", Severity.Medium, "NHI104", "secret-expired", FindingState.Withdrawn);
        await pages.AddFindingAsync("f5", "id-005", "svc-job-005", Severity.Low, "NHI204", "legacy-protocol");
        var exception = new ExemptionChanged("contoso", "id-002", "ex-1", 1, ExemptionState.Requested, Now.AddHours(-2))
        {
            Text = "Waits for one approval.", NeedsPerson = true, End = Now.AddDays(20),
            Details = new ExemptionDetails("svc-job-002", ExemptionKind.Standard, ExclusionMechanism.Group, ["policy-1"], ["192.0.2.0/28"], [], "olga", "pat", "Its job stands still.", Now, 1, true)
            {
                History = [new ExemptionStep(Now.AddHours(-2), "requested") { By = "pat" }],
            },
        };
        await pages.Service<CaseList>().RecordAsync(exception, Ct);
        await pages.Service<ExceptionList>().RecordAsync(exception, Ct);
        for (var i = 0; i < 6; i++)
        {
            await pages.Service<ExceptionList>().RecordAsync(
                new ExemptionChanged("contoso", $"id-{10 + i:000}", $"ex-active-{i}", 1, i == 5 ? ExemptionState.Suspended : ExemptionState.Active, Now.AddDays(-1))
                {
                    End = Now.AddDays(1 + (i * i * 2)),
                    Details = exception.Details with
                    {
                        IdentityName = $"svc-job-{10 + i:000}", Approvals = [new ExemptionApproval("anna", Now.AddDays(-1))], ActivatedAt = Now.AddDays(-1),
                        Uses = [new ExemptionUse("797f4846-ba00-4fd7-ba43-dac1f8f63013", "192.0.2.5", 3, DateOnly.FromDateTime(Now.UtcDateTime))],
                    },
                },
                Ct);
        }

        await pages.AddFindingAsync("f4", "id-001", "svc-job-001", Severity.High, "NHI401", "shadow-exception");
        await pages.Service<ImportList>().RecordAsync(
            new ExclusionsPlanned("contoso", "import-1", Now.AddHours(-1), 0, 1,
            [
                new PlannedExclusion("id-020", "svc-job-020", "policy-1", "MFA for everyone", ImportStep.Ends) { End = Now.AddDays(7) },
                new PlannedExclusion("id-021", "svc-job-021", "policy-1", "MFA for everyone", ImportStep.ByHand) { Text = "It is let out by group g-1, which is not how exceptions from this policy are made." },
            ]) { People = 2 }, Ct);
        await pages.Service<TermsList>().RecordAsync(
            new ExceptionTerms(
                "contoso", Now, new ExceptionLimits(TimeSpan.FromDays(30), TimeSpan.FromDays(14), TimeSpan.FromDays(3), TimeSpan.FromHours(8), TimeSpan.FromDays(3), 3, 16, 32, TimeSpan.FromDays(14)),
                [new ExceptablePolicy("policy-1", "MFA for everyone", true, false) { ForUsers = ExclusionMechanism.Group, Guards = [["192.0.2.0/24"]] }]) { Freezes = [new FrozenTime(Now.AddDays(3), Now.AddDays(6))] }, Ct);
        await pages.Service<CaseList>().RecordAsync(new RotationChanged("contoso", "app-1", "rot-1", "old-key", 1, RotationState.Watching, Now.AddHours(-1)) { ServicePrincipalId = "id-003", Text = "Two of three consumers use the new secret." }, Ct);
        await pages.GovernAsync();
        return pages;
    }

    /// <summary>The link of the question that is open, as it stands behind the <c>#</c>.</summary>
    public const string AttestationLink = "ask-open.token-of-the-open-question";

    /// <summary>A ledger, tickets, questions to owners, brakes, and a message that was given up.</summary>
    private async Task GovernAsync()
    {
        LedgerFact[] facts =
        [
            LedgerNotes.Fact("person:aaaaaaaaaaaaaaaa", "exception-requested", "ex-1", LedgerPhase.Decision, new LedgerDetail("identity", "id-002")),
            LedgerNotes.Fact("person:bbbbbbbbbbbbbbbb", "exception-approved", "ex-1", LedgerPhase.Decision, new LedgerDetail("identity", "id-002")),
            LedgerNotes.Fact("system:exceptions", "exclusion-add", "ex-1", LedgerPhase.Intent, new LedgerDetail("identity", "id-002")),
            LedgerNotes.Fact("system:exceptions", "exclusion-add", "ex-1", LedgerPhase.Result, new LedgerDetail("identity", "id-002")),
            LedgerNotes.Fact("person:aaaaaaaaaaaaaaaa", "attestation-asked", "ask-open", LedgerPhase.Decision, new LedgerDetail("identity", "id-004"), new LedgerDetail("note", "<img src=x onerror=window.hacked=1>")),
            LedgerNotes.Fact("system:response", "attestation-missed", "ask-missed", LedgerPhase.Decision, new LedgerDetail("identity", "id-005")),
        ];
        foreach (var noted in LedgerNotes.Chain("contoso-exemption-07", Now.AddDays(-3), TimeSpan.FromHours(5), facts))
        {
            await Service<LedgerCopy>().RecordAsync(noted, Ct);
        }

        await Service<TicketList>().RecordAsync(new TicketChanged("contoso", "f2", "INC0010023", 1, TicketState.Open, Now.AddHours(-2)) { Url = "https://tickets.example/INC0010023", Title = "svc-job-002 is asked for a step that it cannot answer", IdentityIds = ["id-002"], FindingTypes = ["NHI101"] }, Ct);
        await Service<TicketList>().RecordAsync(new TicketChanged("contoso", "incident-1", Hostile[0], 1, TicketState.Closed, Now.AddHours(-5)) { Url = "javascript:window.hacked=1", Title = Hostile[3], IdentityIds = ["id-006", "id-007", "id-008", "id-009"], FindingTypes = ["NHI108"] }, Ct);
        await Service<SourceList>().RecordAsync(
            new SourcesTold("contoso", Now.AddMinutes(-4),
            [
                new SourceStanding(LogSource.NonInteractiveUser, Now.AddMinutes(-9)) { LongestRest = TimeSpan.FromMinutes(20) },
                new SourceStanding(LogSource.ServicePrincipal, Now.AddHours(-5)) { LongestRest = TimeSpan.FromMinutes(10), SilentSince = Now.AddHours(-5) },
                new SourceStanding(LogSource.ManagedIdentity, Now.AddMinutes(-14)) { LongestRest = TimeSpan.FromHours(1), SilentSince = Now.AddHours(-6), Came = 12, Least = 480 },
                new SourceStanding(LogSource.Audit, Now.AddMinutes(-30)),
            ]), Ct);
        foreach (var (id, identity, state) in new[] { ("ask-open", 4, AttestationState.Asked), ("ask-missed", 5, AttestationState.Missed), ("ask-yes", 6, AttestationState.Confirmed) })
        {
            await Service<AttestationList>().RecordAsync(
                new AttestationChanged("contoso", new IdentityRef($"id-{identity:000}", IdentityKind.ServicePrincipal, $"svc-job-{identity:000}"), id, 1, state, "olga@contoso.example", Now.AddDays(10), Now.AddDays(-1))
                {
                    RunId = "run-1", TokenHash = LinkHash.Of(AttestationLink.Split('.')[1]),
                },
                Ct);
        }

        await Service<BrakeList>().RecordAsync(new BrakesTold("contoso", "Exceptions", Now.AddDays(-1)) { Stopped = false, Modes = [new ScopeMode(ExceptionMode.Enforce), new ScopeMode(ExceptionMode.Propose) { PolicyId = "policy-2" }], Pending = new ScopeMode(ExceptionMode.Observe) }, Ct);
        await Service<BrakeList>().RecordAsync(new BrakesTold("contoso", "Exceptions", Now.AddHours(-1)) { Budget = new BudgetUse("Removals from policy policy-1", 7, 100, Now) }, Ct);
        await Service<BrakeList>().RecordAsync(new BrakesTold("contoso", "Response", Now.AddHours(-1)) { Stopped = true, Budget = new BudgetUse("Contained identities", 10, 10, Now) }, Ct);
    }

    /// <summary>All that has left, for whichever queue.</summary>
    public IReadOnlyList<OutgoingMessage> AllSent => [.. _bench.Sent.Select(one => one.Message)];

    /// <summary>What has left for this queue.</summary>
    public IReadOnlyList<OutgoingMessage> SentTo(string queue) => [.. _bench.Sent.Where(one => one.Entity == queue).Select(one => one.Message)];

    /// <summary>Gives up a message for tickets.</summary>
    public async Task GiveUpAsync(string reason)
    {
        await _bench.Storage.Broker.SendAsync(Queues.Tickets, [new OutgoingMessage("m-1", "open-ticket", "{}"u8.ToArray())], Ct);
        await _bench.Storage.Broker.DeadLetterAsync((await _bench.Storage.Broker.ReceiveAsync(Queues.Tickets, 1, Ct))[0], reason, null, Ct);
    }

    public Task RecordAsync(RotationChanged changed) => Service<CaseList>().RecordAsync(changed, Ct);

    public Task AddIdentityAsync(string id, string name, int number, string owner = "unknown") => Service<IdentityList>().RecordAsync(
        new IdentityChanged("contoso", 1, new IdentitySummary(
            new IdentityRef(id, id == "id-002" ? IdentityKind.ServiceAccount : (IdentityKind)(number % 5), name) { UserPrincipalName = name }, "contoso", owner, [EvidenceKinds.Ropc, EvidenceKinds.NamingPattern],
            Now.AddDays(-30), Now.AddMinutes(-number), 100 + number, number, [])
        {
            Tags = [name],
            Learning = new LearningState(Now.AddDays(-number)) { LearnedAt = number < 14 ? null : Now.AddDays(14 - number), Until = number < 14 ? Now.AddDays(14 - number) : null },
        })
        {
            Uses = [new ResourceUse("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "00000003-0000-0000-c000-000000000000", Now.AddHours(-2)), new ResourceUse("", name, Now.AddDays(-2))],
            LastSuccess = Now.AddHours(-1 - number),
            Hours = [.. Enumerable.Range(0, 30).Select(hour => new SignInHour(Now.AddHours(hour - 30), 4 + ((number + hour) % 3), hour > 24 ? number % 4 : 0))],
            Credentials = [new CredentialFacts("key-" + number, "secret") { DisplayName = name, EndsAt = Now.AddDays(number - 10) }],
        },
        Ct);

    public Task AddFindingAsync(string id, string identity, string name, Severity severity, string type, string slug, FindingState state = FindingState.Open, string? policy = null) => Service<FindingList>().RecordAsync(
        new FindingChanged("contoso", 1, new Finding(
            id, type, slug, severity, new IdentityRef(identity, IdentityKind.ServiceAccount, name), "unknown", $"'{name}' cannot do what it did.",
            new Evidence(
                [new EvidenceEvent(name, Now.AddHours(-3), 50076) { App = name, Resource = name, IpAddress = "192.0.2.1", UserAgent = name }], [50076], ["conditionalAccess"], [policy ?? name], [name], [name], [EvidenceKinds.Ropc]),
            [new Remedy("Use a managed identity", ["Open " + name, "Assign it"]) { Az = "az login --identity # " + name }, new Remedy("Or wait", ["Wait"])], ["NIST SP 800-63B"],
            Now.AddHours(-3), Now.AddHours(-1), 17, state)),
        Ct);

    /// <summary>Says of the mute that somebody has asked for what the app that decides says.</summary>
    public async Task AnswerMuteAsync()
    {
        var (_, message) = Assert.Single(_bench.Sent, one => one.Message.Kind == MuteFinding.Kind);
        var asked = JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.MuteFinding)!;
        await Service<FindingList>().RecordAsync(new MuteChanged(asked.TenantId, asked.IdentityId, asked.FindingId, 1, MuteState.Muted, asked.Reason, asked.At) { Until = asked.Until, PersonId = asked.PersonId }, Ct);
    }

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    private T Service<T>()
        where T : notnull => _bench.App.Services.GetRequiredService<T>();
}
