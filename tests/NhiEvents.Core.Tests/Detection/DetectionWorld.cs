using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Retention;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Detection with its ports in memory and a clock that the test moves.</summary>
internal sealed class DetectionWorld : IDisposable
{
    private readonly DetectSignInsHandler _detect;
    private readonly LookAgainHandler _lookAgain;
    private readonly PurgeHistoryHandler _purge;

    /// <param name="log">Of the taking in of sign-ins.</param>
    public DetectionWorld(DateTimeOffset? now = null, ILogger<DetectSignInsHandler>? log = null)
    {
        Time = new ManualTime(now ?? SignIns.Start.AddDays(30));
        Ports = new EmbeddedPorts(Time);
        Outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
        Identities = new IdentityRepository(Ports.Faults);
        Findings = new FindingRepository(Identities);
        var options = Options.Create(new DetectionOptions());
        _detect = new DetectSignInsHandler(Identities, Outbox, ErrorCodeTable.Shipped, options, Time, log ?? NullLogger<DetectSignInsHandler>.Instance);
        _purge = new PurgeHistoryHandler(Identities, Outbox, ErrorCodeTable.Shipped, KindTable.Shipped, options, Time, NullLogger<PurgeHistoryHandler>.Instance);
        _lookAgain = new LookAgainHandler(Identities, Outbox, ErrorCodeTable.Shipped, options, Time, NullLogger<LookAgainHandler>.Instance);
    }

    public ManualTime Time { get; }

    public EmbeddedPorts Ports { get; }

    public Outbox Outbox { get; }

    public IdentityRepository Identities { get; }

    public FindingRepository Findings { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<IReadOnlyList<FailedEvents<SignIn>>> TryDeliverAsync(params IReadOnlyList<SignIn> events) => await _detect.HandleAsync(events, Ct);

    public async Task DeliverAsync(params IReadOnlyList<SignIn> events) => Assert.Empty(await TryDeliverAsync(events));

    /// <summary>Delivers deadlines up to a time, each at its own. One that fails comes again when its lock runs out.</summary>
    public async Task RunDeadlinesAsync(DateTimeOffset until)
    {
        while (Ports.Broker.NextDue(Queues.DetectionDue) is { } due && due <= until)
        {
            Time.AdvanceTo(due);
            foreach (var message in await Ports.Broker.ReceiveAsync(Queues.DetectionDue, 1, Ct))
            {
                await _lookAgain.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.LookAgain)!, Ct);
                await Ports.Broker.CompleteAsync(message, Ct);
            }
        }
    }

    public Task RunAllDeadlinesAsync() => RunDeadlinesAsync(DateTimeOffset.MaxValue);

    /// <summary>A day on which the timer fires every hour.</summary>
    public async Task<int> PurgeForADayAsync()
    {
        var purged = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            Time.Advance(TimeSpan.FromHours(1));
            purged += await _purge.HandleAsync(Ct);
        }

        return purged;
    }

    public async Task<IReadOnlyList<Finding>> FindingsAsync() => (await Findings.ReadAllAsync(Ct)).Findings;

    /// <summary>Both documents, as they are written to disk.</summary>
    public async Task<string> DocumentsAsync() =>
        JsonSerializer.Serialize(await Findings.ReadAllAsync(Ct), NhiJson.Default.FindingsDocument)
        + JsonSerializer.Serialize(await Identities.ReadAllAsync(Ct), NhiJson.Default.IdentitiesDocument);

    /// <summary>What the portal has been told, in order.</summary>
    public Task<IReadOnlyList<FindingChanged>> AnnouncedAsync() => Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);

    public void Dispose() => Ports.Dispose();
}
