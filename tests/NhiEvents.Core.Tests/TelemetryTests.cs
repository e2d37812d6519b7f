using System.Diagnostics.Metrics;
using NhiEvents.Core.Tests.Detection;

namespace NhiEvents.Core.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_finding_that_opens_is_counted_by_its_number()
    {
        var opened = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == Telemetry.Name && instrument.Name == "Detection.Findings")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (tags.ToArray().Contains(new KeyValuePair<string, object?>("finding", "NHI104")))
            {
                Interlocked.Add(ref opened, count);
            }
        });
        listener.Start();
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.App(0, 7000222));

        // Other tests run beside this one: a lower bound is all that is sure.
        Assert.True(Interlocked.Read(ref opened) >= 1);
    }
}
