using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Attesting;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Response.Containing;
using NhiEvents.Core.Response.Muting;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Core.Tests.Ticketing;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Response;

/// <summary>The slice on the simulated tenant: service accounts, an application, a protected account, a person.</summary>
internal sealed class ResponseWorld : IDisposable
{
    public const string Tenant = "aaaaaaaa-0000-4000-8000-00000000aaaa";
    public const string Account = "11111111-0000-4000-8000-000000000001";
    public const string App = "22222222-0000-4000-8000-000000000001";
    public const string Protected = "33333333-0000-4000-8000-000000000001";
    public const string Admin = "33333333-0000-4000-8000-000000000002";
    public const string Person = "44444444-0000-4000-8000-000000000001";

    /// <summary>From Active Directory.</summary>
    public const string Synced = "55555555-0000-4000-8000-000000000001";

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();

    public ResponseWorld(ResponseOptions? options = null, TenantFaults? faults = null, PlaybookBook? book = null)
    {
        Ports = new EmbeddedPorts(Time, TicketWorld.With(Topology.Shipped, Queues.Rotations));
        SimulatedTenant = new SimulatedTenant(_database, new TenantOptions(Tenant, 7) { Timings = TenantTimings.Immediate, Faults = faults ?? TenantFaults.None }, Time);
        SimulatedTenant.Administration.Seed(Objects());
        var caller = new TenantCaller("ours", "ours", "NhiEvents", new HashSet<string>
        {
            "User.Read.All", "Application.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "User.EnableDisableAccount.All", "User.RevokeSessions.All", "Application.ReadWrite.All", "CustomSecAttributeAssignment.Read.All", "Microsoft.Authorization/roleAssignments/read",
        });
        var (directory, containment) = (new EmbeddedDirectory(SimulatedTenant, caller), new EmbeddedContainment(SimulatedTenant, caller));
        var settings = Options.Create(options ?? Settings());
        Outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
        Reactions = new ReactionRepository(Ports.Faults, Outbox, Time);
        React = new ReactHandler(Reactions, new OwnerResolution(Reactions, directory, containment, settings), book ?? PlaybookBook.Shipped, Outbox, settings, Time, NullLogger<ReactHandler>.Instance);
        Remember = new RememberHandler(Reactions, new StandingApprovals(Reactions, settings, Time), Outbox);
        Causes = new CauseHandler(new CauseRepository(Ports.Faults), Outbox, settings, Time, NullLogger<CauseHandler>.Instance);
        Brakes = new ReactionBrakes(Ports.Faults, Outbox, settings, Time);
        Run = new RunReactionHandler(Reactions, new ContainmentGuard(directory, settings), Brakes, new ReactionActs(containment, new EmbeddedCredentials(SimulatedTenant, caller), directory, settings, Time), Time, NullLogger<RunReactionHandler>.Instance);
        Decide = new DecideReactionHandler(Reactions, directory, Time);
        Undo = new UndoReactionHandler(Reactions, Decide, Time);
        var ledger = Options.Create(new LedgerOptions { PersonKey = Convert.ToBase64String(new byte[32]) });
        Mutes = new MuteHandler(Reactions, React, Ports.Faults, Outbox, new Pseudonyms(ledger), settings, Time);
        Attestations = new AttestationHandler(Ports.Faults, Outbox, new AttestationLinks(ledger, settings), new Pseudonyms(ledger), settings, Time);
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    public EmbeddedPorts Ports { get; }

    public SimulatedTenant SimulatedTenant { get; }

    public Outbox Outbox { get; }

    public ReactionRepository Reactions { get; }

    public ReactHandler React { get; }

    public RememberHandler Remember { get; }

    public CauseHandler Causes { get; }

    public ReactionBrakes Brakes { get; }

    public RunReactionHandler Run { get; }

    public DecideReactionHandler Decide { get; }

    public UndoReactionHandler Undo { get; }

    public MuteHandler Mutes { get; }

    public AttestationHandler Attestations { get; }

    private static CancellationToken Ct => CancellationToken.None;

    public static ResponseOptions Settings() => new() { ProtectedIds = [Protected] };

    /// <summary>The shipped playbooks with containment enforced where that is allowed.</summary>
    public static PlaybookBook Enforcing()
    {
        using var yaml = new MemoryStream(
            """
            - id: contain
              title: Contain at once.
              when: { findings: [NHI211] }
              do:
                - { action: open-ticket, mode: enforce }
                - { action: disable-identity, mode: enforce }
                - { action: revoke-sessions, mode: propose }
              tests:
                - given: { finding: NHI211 }
                  expect: [open-ticket, disable-identity, revoke-sessions]
            """u8.ToArray());
        return PlaybookBook.Load(yaml, "enforcing.yaml");
    }

    public bool IsEnabled(string id) => SimulatedTenant.Administration.Find<TenantUser>(id)?.Enabled ?? SimulatedTenant.Administration.Find<TenantServicePrincipal>(id)!.Enabled;

    public Finding Finding(string number, string identity = Account, string? policy = null, FindingState state = FindingState.Open, Severity severity = Severity.High, string name = "svc", string owner = "Storage team", int count = 3) => new(
        MessageIds.From(identity, number), number, "some-finding", severity,
        new IdentityRef(identity, identity == App ? IdentityKind.ServicePrincipal : IdentityKind.ServiceAccount, name), owner, $"{name} is asked for a step.",
        new Evidence([], [50076], [], policy is null ? [] : [policy], [], ["Vault"], []), [new Remedy("Move it", ["Use a managed identity."])], ["OWASP NHI4:2025 Insecure Authentication"], Time.GetUtcNow(), Time.GetUtcNow(), count, state);

    public Task FoundAsync(Finding finding, long revision = 1) => React.HandleAsync(new FindingChanged(Tenant, revision, finding), Ct);

    /// <summary>Delivers everything that the slice has sent itself, now and as time goes on.</summary>
    public async Task SettleAsync(TimeSpan? forAtMost = null)
    {
        var end = Time.GetUtcNow() + (forAtMost ?? TimeSpan.FromHours(1));
        while (true)
        {
            while (await DeliverAsync(Queues.Reactions) || await DeliverAsync(Queues.ReactionsDue))
            {
            }

            if (Ports.Broker.NextDue(Queues.ReactionsDue) is not { } due || due > end)
            {
                return;
            }

            Time.AdvanceTo(due);
        }
    }

    public async Task<IReadOnlyList<OpenTicket>> TicketsAsync() =>
        [.. (await Ports.ReceivedAsync(Queues.Tickets)).Where(message => message.Kind == OpenTicket.Kind).Select(message => JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.OpenTicket)!)];

    public async Task<IReadOnlyList<string>> SaidAsync() =>
        [.. (await Ports.ReceivedAsync(Queues.Tickets)).Where(message => message.Kind == CommentTicket.Kind).Select(message => JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.CommentTicket)!.Text)];

    public void Dispose()
    {
        SimulatedTenant.Dispose();
        Ports.Dispose();
        _database.Dispose();
    }

    private async Task<bool> DeliverAsync(string queue)
    {
        if (await Ports.Broker.ReceiveAsync(queue, 1, Ct) is not [var message])
        {
            return false;
        }

        var outcome = message.Kind switch
        {
            JoinCause.Kind => await Causes.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.JoinCause)!, Ct),
            TellCause.Kind => await Causes.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.TellCause)!, Ct),
            EndAttestation.Kind => await Attestations.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.EndAttestation)!, Ct),
            EndMute.Kind => await Mutes.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.EndMute)!, Ct),
            _ => await Run.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.RunReaction)!, Ct),
        };
        Assert.IsType<Outcome.Completed>(outcome);
        await Ports.Broker.CompleteAsync(message, Ct);
        return true;
    }

    private static IEnumerable<TenantObject> Objects() =>
    [
        User(Account), User(Protected), User(Admin), User(Person), User(Synced) with { Synced = true },
        new TenantServicePrincipal { Id = App, AppId = App, DisplayName = "app", OwnerTenantId = Tenant, Owners = [Person] },
        new DirectoryRole { Id = "role", DisplayName = "Global Administrator", Privileged = true },
        new RoleAssignment { Id = "assignment", RoleId = "role", PrincipalId = Admin, Scope = "/" },
    ];

    private static TenantUser User(string id) => new() { Id = id, DisplayName = "user " + id[..2], UserPrincipalName = $"{id}@example.com", Kind = UserKind.ServiceAccount, CreatedAt = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), SessionsValidFrom = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero) };
}
