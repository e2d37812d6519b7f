using BenchmarkDotNet.Attributes;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Benchmarks;

/// <summary>An hour of one identity, 60 sign-ins: into the journal, and what follows from it.</summary>
[MemoryDiagnoser]
public class DetectionBenchmarks
{
    private readonly List<SignIn> _hour = [.. Enumerable.Range(0, 60).Select(minute => ((ReadResult.Row)SignInReader.Read(SampleRows.Application(minute))).SignIn)];
    private readonly DetectionOptions _options = new();

    [Benchmark]
    public IdentityOutcome? Hour()
    {
        var history = new IdentityHistory(ErrorCodeTable.Shipped, _options, KindTable.Shipped, IdentityFactsIndex.Empty);
        history.Add(_hour);
        return history.Decide(TimelineScale.For(_hour[0].At, _hour[^1].At), CoverageMap.Nothing) ?? throw new InvalidOperationException("the sample is no non-human identity");
    }
}
