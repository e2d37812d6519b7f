using Microsoft.Extensions.DependencyInjection;
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
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>10,000 identities, 50,000 findings, 2,000 exceptions, and what else such a tenant has, behind the portal's API on a clock that runs.</summary>
internal sealed class LargeTenant : IAsyncDisposable
{
    /// <summary>Somebody who sees everything.</summary>
    public const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>An owner of some fifty identities: nothing that was counted for others is of use for them.</summary>
    public const string OwnerToken = "fedcba9876543210fedcba9876543210fedcba9876543210";

    public const int Identities = 10_000;
    public const int Findings = 50_000;
    public const int Cases = 2_000;
    public const int Tickets = 2_000;

    private const int Chains = 32;
    private const int PerChain = 320;

    private readonly MovableClock _clock;
    private long _revision = 1;

    private LargeTenant(PortalBench portal, MovableClock clock) => (Portal, _clock) = (portal, clock);

    public PortalBench Portal { get; }

    /// <summary>So many rows of each kind were written before the first call: they are not new any more.</summary>
    public static async Task<LargeTenant> StartAsync(CancellationToken ct)
    {
        var clock = new MovableClock { Ahead = TimeSpan.FromHours(-1) };
        KeyValuePair<string, string?>[] owner =
        [
            new("Portal:Sessions:1:Token", OwnerToken), new("Portal:Sessions:1:PersonId", "team-7"), new("Portal:Sessions:1:Name", "Olga"), new("Portal:Sessions:1:Roles:0", nameof(PortalRole.Owner)),
        ];
        var portal = await PortalBench.StartOnTheClockAsync(
            clock, [.. PortalBench.Session(Token, PortalRole.Auditor, PortalRole.Operator, PortalRole.Administrator, PortalRole.Approver), .. owner, new("Portal:CallsPerMinute", "100000")]);
        var tenant = new LargeTenant(portal, clock);
        await tenant.FillAsync(ct);
        clock.Ahead = TimeSpan.Zero;
        return tenant;
    }

    /// <summary>Moves the clock on.</summary>
    public void Pass(TimeSpan time) => _clock.Ahead += time;

    public DateTimeOffset Now => _clock.GetUtcNow();

    public Task AnnounceIdentityAsync(int i, CancellationToken ct) => Service<IdentityList>().RecordAsync(Identity(i, ++_revision, Now), ct);

    /// <summary>The finding changes, or turns when <paramref name="state"/> is another.</summary>
    public Task AnnounceFindingAsync(int i, FindingState state, CancellationToken ct) => Service<FindingList>().RecordAsync(Finding(i, ++_revision, Now, state), ct);

    public async Task AnnounceExceptionAsync(int i, CancellationToken ct)
    {
        var change = Exception(i, ++_revision, Now);
        await Service<CaseList>().RecordAsync(change, ct);
        await Service<ExceptionList>().RecordAsync(change, ct);
    }

    public Task AnnounceTicketAsync(int i, CancellationToken ct) => Service<TicketList>().RecordAsync(Ticket(i, ++_revision, Now), ct);

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private async Task FillAsync(CancellationToken ct)
    {
        var now = Now;
        for (var i = 0; i < Identities; i++)
        {
            await Service<IdentityList>().RecordAsync(Identity(i, 1, now), ct);
        }

        for (var i = 0; i < Findings; i++)
        {
            await Service<FindingList>().RecordAsync(Finding(i, 1, now, i % 3 == 0 ? FindingState.Withdrawn : FindingState.Open), ct);
        }

        for (var i = 0; i < Cases; i++)
        {
            var exception = Exception(i, 1, now);
            await Service<CaseList>().RecordAsync(exception, ct);
            await Service<ExceptionList>().RecordAsync(exception, ct);
        }

        for (var i = 0; i < Tickets; i++)
        {
            await Service<TicketList>().RecordAsync(Ticket(i, 1, now), ct);
        }

        await GovernAsync(now, ct);
    }

    private async Task GovernAsync(DateTimeOffset now, CancellationToken ct)
    {
        for (var i = 0; i < 500; i++)
        {
            await Service<CaseList>().RecordAsync(new RotationChanged("contoso", $"app-{i}", $"rot-{i:00000}", "old-key", 1, (RotationState)(i % 9), now) { ServicePrincipalId = $"identity-{i:00000}", Text = "Two of three consumers use the new secret." }, ct);
            await Service<AttestationList>().RecordAsync(
                new AttestationChanged("contoso", new IdentityRef($"identity-{i:00000}", IdentityKind.ServicePrincipal, $"svc-job-{i}"), $"ask-{i:00000}", 1, (AttestationState)(i % 4), $"team-{i % 200}", now.AddDays(10), now.AddDays(-1)) { RunId = $"run-{i % 5}" }, ct);
        }

        for (var chain = 0; chain < Chains; chain++)
        {
            var facts = Enumerable.Range(0, PerChain).Select(i => LedgerNotes.Fact("person:aaaaaaaaaaaaaaaa", "exception-approved", $"ex-{chain}-{i}", LedgerPhase.Decision, new LedgerDetail("identity", $"identity-{i:00000}"))).ToList();
            foreach (var noted in LedgerNotes.Chain($"contoso-exemption-{chain:00}", now.AddDays(-20), TimeSpan.FromMinutes(80), facts).Chunk(PerChain).Select(all => all[0] with { Entries = [.. all.SelectMany(one => one.Entries)] }))
            {
                await Service<LedgerCopy>().RecordAsync(noted, ct);
            }
        }

        await Service<TermsList>().RecordAsync(
            new ExceptionTerms(
                "contoso", now, new ExceptionLimits(TimeSpan.FromDays(30), TimeSpan.FromDays(14), TimeSpan.FromDays(3), TimeSpan.FromHours(8), TimeSpan.FromDays(3), 3, 16, 32, TimeSpan.FromDays(14)),
                [.. Enumerable.Range(0, 20).Select(i => new ExceptablePolicy($"policy-{i}", $"MFA {i}", true, false) { ForUsers = ExclusionMechanism.Group, Guards = [["192.0.2.0/24"]] })]), ct);
        await Service<BrakeList>().RecordAsync(new BrakesTold("contoso", "Exceptions", now) { Stopped = false, Modes = [new ScopeMode(ExceptionMode.Enforce)] }, ct);
        await Service<SourceList>().RecordAsync(new SourcesTold("contoso", now, [.. Enum.GetValues<LogSource>().Select(source => new SourceStanding(source, now) { LongestRest = TimeSpan.FromMinutes(10) })]), ct);
    }

    private static IdentityChanged Identity(int i, long revision, DateTimeOffset now) => new("contoso", revision, new IdentitySummary(
        new IdentityRef($"identity-{i:00000}", (IdentityKind)(i % 10), $"svc-job-{i}") { UserPrincipalName = $"svc-job-{i}@contoso.example" }, "contoso", $"team-{i % 200}",
        [EvidenceKinds.Ropc], now.AddDays(-90), now.AddMinutes(-i % 600), i, i % 50, []))
    {
        LastSuccess = now.AddHours(-1),
        Hours = [.. Enumerable.Range(0, 24).Select(hour => new SignInHour(HourOf(now).AddHours(hour - 24), 3, i % 3))],
        Uses = [new ResourceUse("app", "00000003-0000-0000-c000-000000000000", HourOf(now))],
        Credentials = [new CredentialFacts($"key-{i}", "secret") { EndsAt = now.AddDays(i % 400) }],
    };

    private static FindingChanged Finding(int i, long revision, DateTimeOffset now, FindingState state) => new("contoso", revision, new Finding(
        $"finding-{i:00000}", "NHI10" + (1 + (i % 8)), "challenge-demanded", (Severity)(i % 4), new IdentityRef($"identity-{i % Identities:00000}", IdentityKind.ServiceAccount, $"svc-job-{i % Identities}"), $"team-{i % Identities % 200}",
        $"Service account 'svc-job-{i % Identities}' was asked for an interactive step that automation cannot perform, and no sign-in followed.", new Evidence([], [50076], [], [], [], [], []), [new Remedy("Mend it", ["Do"])], [],
        now.AddHours(-30), now.AddSeconds(-i % 86_400), 5, state));

    private static ExemptionChanged Exception(int i, long revision, DateTimeOffset now) => new("contoso", $"identity-{i:00000}", $"ex-{i:00000}", revision, ExemptionState.Active, now.AddMinutes(-i))
    {
        End = now.AddDays(1 + (i % 90)), NeedsPerson = i % 7 == 0, Text = "An exception.",
        Details = new ExemptionDetails($"svc-job-{i}", ExemptionKind.Standard, ExclusionMechanism.Group, ["policy-1"], ["192.0.2.0/28"], [], "olga", "pat", "Its job stands still.", now, 1, true)
        {
            History = [new ExemptionStep(now.AddHours(-2), "requested") { By = "pat" }],
        },
    };

    private static TicketChanged Ticket(int i, long revision, DateTimeOffset now) => new("contoso", $"case-{i:00000}", $"INC{i:0000000}", revision, i % 2 == 0 ? TicketState.Open : TicketState.Closed, now.AddMinutes(-i))
    {
        Url = $"https://tickets.example/INC{i:0000000}", Title = $"svc-job-{i} is asked for a step that it cannot answer", IdentityIds = [$"identity-{i:00000}", $"identity-{i + 1:00000}"], FindingTypes = ["NHI101"],
    };

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private T Service<T>()
        where T : notnull => Portal.App.Services.GetRequiredService<T>();

    /// <summary>The clock of the wall, moved.</summary>
    private sealed class MovableClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + Ahead;
    }
}
