using BenchmarkDotNet.Attributes;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Local.Bench;

namespace NhiEvents.Benchmarks;

/// <summary>One audit event tried with a number of rules, on one thread: normalised before, and as a raw row.</summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    private const int Events = 64;

    private byte[][] _rows = [];
    private SigmaMatcher[] _normalised = [];
    private SigmaMatcher? _raw;

    [Params(1, 10, 100, 500, 1000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var mix = new RuleMix(1);
        _rows = mix.Events(Events);
        var engine = new SigmaEngine(SigmaRuleSet.Of(SigmaRuleFile.Read(mix.Rules(Rules), "rules")));
        _raw = engine.CreateMatcher();
        _normalised = [.. _rows.Select(row =>
        {
            var matcher = engine.CreateMatcher();
            matcher.Read(row);
            return matcher;
        })];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public int Normalised() => _normalised.Sum(matcher => matcher.Count());

    [Benchmark(OperationsPerInvoke = Events)]
    public int Raw() => _rows.Sum(row => _raw!.Read(row) ? _raw.Count() : throw new InvalidOperationException("an event of the benchmark is no JSON"));
}
