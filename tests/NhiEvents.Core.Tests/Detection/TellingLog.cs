using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>A world in which time passes from event to event and from deadline to deadline, and when it told which finding.</summary>
internal sealed class TellingLog(DetectionWorld world)
{
    private readonly List<Telling> _tellings = [];

    public IReadOnlyList<Telling> Tellings => _tellings;

    /// <summary>Times at which deadlines came.</summary>
    public List<DateTimeOffset> Looks { get; } = [];

    /// <summary>Lets deadlines come up to a minute of the sign-ins.</summary>
    public async Task RunUntilAsync(double minute)
    {
        while (world.Ports.Broker.NextDue(Queues.DetectionDue) is { } due && due <= SignIns.Start.AddMinutes(minute))
        {
            await world.RunDeadlinesAsync(due);
            Looks.Add(due);
            await NoteAsync();
        }

        world.Time.AdvanceTo(SignIns.Start.AddMinutes(minute));
    }

    public async Task DeliverAsync(double minute, params SignIn[] signIns)
    {
        await RunUntilAsync(minute);
        await world.DeliverAsync(signIns);
        await NoteAsync();
    }

    /// <summary>Delivers each at its own time.</summary>
    public async Task DeliverAsync(IEnumerable<SignIn> signIns)
    {
        foreach (var signIn in signIns)
        {
            await DeliverAsync((signIn.At - SignIns.Start).TotalMinutes, signIn);
        }
    }

    private async Task NoteAsync()
    {
        foreach (var message in (await world.Ports.ReceivedAsync(EmbeddedPorts.Findings)).Skip(_tellings.Count))
        {
            var changed = JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.FindingChanged)!;
            _tellings.Add(new Telling(world.Time.GetUtcNow(), changed.Revision, changed.Finding));
        }
    }
}

/// <summary>A finding was told.</summary>
internal sealed record Telling(DateTimeOffset At, long Revision, Finding Finding);
