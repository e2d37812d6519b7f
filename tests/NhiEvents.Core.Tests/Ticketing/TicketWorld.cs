using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Core.Ticketing;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tickets;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Ticketing;

/// <summary>The slice on the ticket system of one machine.</summary>
internal sealed class TicketWorld : IDisposable
{
    public const string Tenant = "t";
    public const string Case = "c0ffee";
    public const string Identity = "11111111-0000-4000-8000-000000000001";
    public const string Person = "cccccccc-0000-4000-8000-000000000003";

    private readonly SqliteDatabase _tickets = SqliteDatabase.OpenInMemory();

    public TicketWorld()
    {
        Ports = new EmbeddedPorts(Time, With(Topology.Shipped, Queues.Exceptions, Queues.Rotations));
        System = new SqliteTicketSystem(_tickets, Time);
        Outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
        Cases = new CaseRepository(Ports.Faults, Outbox, Time);
        var settings = Options.Create(new TicketingOptions());
        Keep = new KeepTicketHandler(Cases, settings, Time);
        Write = new WriteTicketHandler(Cases, System, settings, Time, NullLogger<WriteTicketHandler>.Instance);
        Tell = new TellTicketHandler(Cases, Time);
        Act = new ActOnTicketHandler(Cases, Time);
    }

    public ManualTime Time { get; } = new();

    public EmbeddedPorts Ports { get; }

    public SqliteTicketSystem System { get; }

    public Outbox Outbox { get; }

    public CaseRepository Cases { get; }

    public KeepTicketHandler Keep { get; }

    public WriteTicketHandler Write { get; }

    public TellTicketHandler Tell { get; }

    public ActOnTicketHandler Act { get; }

    private static CancellationToken Ct => CancellationToken.None;

    public static TicketFacts Facts { get; } = new(
        "Backup job cannot sign in", "svc-backup is asked for a second factor.", new DateTimeOffset(2026, 1, 15, 7, 0, 0, TimeSpan.Zero), "Nightly backups do not run.", "A policy demands it.", Severity.High, "Storage team")
    {
        Identities = [new IdentityRef(Identity, IdentityKind.ServiceAccount, "svc-backup")],
        Remedies = [new Remedy("Move it", ["Use a managed identity."]) { Az = "az identity create" }],
        Offer = "An exception of 14 days can be asked for.",
        FindingTypes = ["NHI101"],
    };

    public OpenTicket Open(long revision = 1, string caseKey = Case, string? change = null) =>
        new(Tenant, caseKey, revision, Facts, Time.GetUtcNow()) { IdentityId = Identity, Change = change };

    public CloseTicket Close(long revision, string caseKey = Case) => new(Tenant, caseKey, revision, "Three sign-ins since 09:00 succeeded.", Time.GetUtcNow());

    public ActOnTicket Said(TicketWord word, string ticket, string delivery = "d1") => new(Tenant, "jira", delivery, word, ticket, Time.GetUtcNow()) { PersonId = Person, Text = "because" };

    public async Task<TicketCase> CaseAsync(string caseKey = Case) => (await Cases.FindAsync(Tenant, caseKey, Ct))!.Value;

    /// <summary>Delivers every message about due writes, now and as time goes on, until nothing waits.</summary>
    public async Task WriteAllAsync(TimeSpan? forAtMost = null)
    {
        var end = Time.GetUtcNow() + (forAtMost ?? TimeSpan.FromHours(6));
        while (true)
        {
            while (await Ports.Broker.ReceiveAsync(Queues.TicketsDue, 1, Ct) is [var message])
            {
                Assert.IsType<Outcome.Completed>(await Write.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.WriteTicket)!, Ct));
                await Ports.Broker.CompleteAsync(message, Ct);
            }

            if (Ports.Broker.NextDue(Queues.TicketsDue) is not { } due || due > end)
            {
                return;
            }

            Time.AdvanceTo(due);
        }
    }

    public void Dispose()
    {
        Ports.Dispose();
        _tickets.Dispose();
    }

    /// <summary>The shipped wiring, and queues whose readers are in other apps.</summary>
    public static Topology With(Topology shipped, params string[] queues) => shipped with
    {
        ServiceBus = shipped.ServiceBus with
        {
            Queues = [.. shipped.ServiceBus.Queues.Where(queue => !queues.Contains(queue.Name)), .. queues.Select(queue => new QueueEntity(queue, TimeSpan.FromMinutes(1), 10, TimeSpan.FromMinutes(10)))],
        },
    };
}
