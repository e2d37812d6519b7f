using BenchmarkDotNet.Attributes;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Benchmarks;

/// <summary>What a row that was read says about whether its identity is a person.</summary>
[MemoryDiagnoser]
public class EvidenceBenchmarks
{
    private readonly SignIn _row = ((ReadResult.Row)SignInReader.Read(SampleRows.Person)).SignIn;

    [Benchmark]
    public IReadOnlyList<string> Evidence() => RowEvidence.For(_row, EvidenceRules.Shipped);
}
