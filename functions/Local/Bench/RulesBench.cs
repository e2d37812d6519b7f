using System.Diagnostics;
using System.Globalization;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using Spectre.Console;

namespace NhiEvents.Local.Bench;

/// <summary>Events per second that a number of rules is tried with: of events already normalised, and of raw rows.</summary>
internal static class RulesBench
{
    /// <summary>Distinct events; each is normalised by a matcher of its own, so that all of them can wait.</summary>
    private const int Distinct = 64;

    private static readonly int[] Sizes = [1, 10, 100, 500, 1000];

    public static void Run(int events, int seed, CancellationToken ct)
    {
        Console.WriteLine($"{events.ToString("N0", CultureInfo.InvariantCulture)} tries of {Distinct} audit events, {Environment.ProcessorCount} threads; all rules are for the log of the events.");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Rules", "Compiled in", "Normalised events/s", "per second of processor", "Raw rows/s", "per second of processor", "Matches");
        foreach (var size in Sizes)
        {
            ct.ThrowIfCancellationRequested();
            table.AddRow(Measure(size, events, seed));
        }

        Terminal.Create().Write(table);
    }

    private static string[] Measure(int size, int events, int seed)
    {
        var mix = new RuleMix(seed);
        var rows = mix.Events(Distinct);
        var started = Stopwatch.GetTimestamp();
        var rules = SigmaRuleSet.Of(SigmaRuleFile.Read(mix.Rules(size), "rules"));
        if (rules.Rules.Count != size)
        {
            throw new HostRefusalException($"The made-up rules do not compile: {rules.Faults[0]}");
        }

        var engine = new SigmaEngine(rules);
        var compiled = Stopwatch.GetElapsedTime(started);
        var normalised = Time(events, () => Normalised(engine, rows), out var matches);
        var raw = Time(events / 4, () => Raw(engine, rows), out _);
        return
        [
            size.ToString("N0", CultureInfo.InvariantCulture), $"{compiled.TotalMilliseconds:N0} ms", Number(normalised.Wall), Number(normalised.Processor), Number(raw.Wall), Number(raw.Processor),
            matches.ToString("N0", CultureInfo.InvariantCulture),
        ];
    }

    /// <summary>What one thread does with its next event; returns the rules that matched.</summary>
    private static Func<int, int> Normalised(SigmaEngine engine, byte[][] rows)
    {
        var matchers = rows.Select(row => Read(engine.CreateMatcher(), row)).ToArray();
        return i => matchers[i % Distinct].Count();
    }

    private static Func<int, int> Raw(SigmaEngine engine, byte[][] rows)
    {
        var matcher = engine.CreateMatcher();
        return i => Read(matcher, rows[i % Distinct]).Count();
    }

    private static SigmaMatcher Read(SigmaMatcher matcher, byte[] row) => matcher.Read(row) ? matcher : throw new UnreachableException();

    private static (double Wall, double Processor) Time(int events, Func<Func<int, int>> create, out long matches)
    {
        var threads = Environment.ProcessorCount;
        var steps = Enumerable.Range(0, threads).Select(_ => create()).ToArray();
        Parallel.For(0, threads, thread => Work(steps[thread], events / threads / 10)); // warm
        var (found, wall, processor) = (0L, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => Interlocked.Add(ref found, Work(steps[thread], events / threads)));
        matches = found;
        return (events / Stopwatch.GetElapsedTime(wall).TotalSeconds, events / (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }

    private static long Work(Func<int, int> step, int count)
    {
        var found = 0L;
        for (var i = 0; i < count; i++)
        {
            found += step(i);
        }

        return found;
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
