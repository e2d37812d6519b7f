using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Ingest;

/// <summary>Ingest with its ports in memory.</summary>
internal sealed class IngestWorld : IDisposable
{
    private const string Detection = "detection-sign-ins";

    public IngestWorld(IngestOptions? settings = null, RowRules? matching = null)
    {
        var options = Options.Create(settings ?? new IngestOptions());
        Ports = new EmbeddedPorts(Time);
        var outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
        Snapshots = new SnapshotLoader(Ports.Faults, Time, options, NullLogger<SnapshotLoader>.Instance);
        Known = new KnownIdentityRepository(Ports.Faults, outbox);
        Rejected = new RejectedRepository(Ports.Faults, outbox);
        var profiles = new UserProfileRepository(Ports.Faults, outbox);
        Handler = new IngestHandler(Ports.Topic, Snapshots, Known, profiles, Rejected, EvidenceRules.Shipped, options, Time, NullLogger<IngestHandler>.Instance, matching);
        Remember = new RememberIdentityHandler(Known, Snapshots, NullLogger<RememberIdentityHandler>.Instance);
        Purge = new PurgeExpiredHandler(Rejected, profiles, options, Time);
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public EmbeddedPorts Ports { get; }

    public SnapshotLoader Snapshots { get; }

    public KnownIdentityRepository Known { get; }

    public RejectedRepository Rejected { get; }

    public IngestHandler Handler { get; }

    public RememberIdentityHandler Remember { get; }

    public PurgeExpiredHandler Purge { get; }

    /// <summary>The CloudEvents that wait for Detection.</summary>
    public IReadOnlyList<JsonElement> Pending => Ports.PendingEvents(Detection);

    /// <summary>Everything that was published, of every type.</summary>
    public IReadOnlyList<JsonElement> PublishedEvents => Ports.PendingEvents(EmbeddedPorts.AllEvents);

    public IReadOnlyList<SignIn> Published => [.. Pending.Select(pending => pending.GetProperty("data").Deserialize(NhiJson.Default.SignIn)!)];

    public Task<IngestCounts> ReadAsync(params byte[][] bodies) => Handler.HandleAsync([.. bodies.Select(body => new ReadOnlyMemory<byte>(body))], TestContext.Current.CancellationToken);

    public void Dispose() => Ports.Dispose();

    public static byte[] Envelope(params IEnumerable<byte[]> records) => Encoding.UTF8.GetBytes($$"""{"records":[{{string.Join(',', records.Select(Encoding.UTF8.GetString))}}]}""");
}
