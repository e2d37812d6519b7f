using BenchmarkDotNet.Attributes;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Benchmarks;

/// <summary>One row of a person, read in full and at a glance.</summary>
[MemoryDiagnoser]
public class RowBenchmarks
{
    private readonly byte[] _row = SampleRows.Person;
    private readonly RowGlance _glance = new(row => RowEvidence.For(row, EvidenceRules.Shipped).Count > 0);

    [Benchmark(Baseline = true)]
    public ReadResult Read() => SignInReader.Read(_row);

    [Benchmark]
    public bool Glance() => _glance.TryRead(_row, out _) ? true : throw new InvalidOperationException("the glance leaves its own sample to the reader");
}
