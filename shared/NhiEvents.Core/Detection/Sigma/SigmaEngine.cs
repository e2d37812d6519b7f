using System.Text.Json;
using NhiEvents.Core.Detection.Sigma.Logs;
using NhiEvents.Core.Detection.Sigma.Matching;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>A set of rules, compiled once per log. Immutable, for any number of threads; each takes a <see cref="SigmaMatcher"/>.</summary>
public sealed class SigmaEngine
{
    private readonly RuleProgram[] _programs;
    private readonly Lazy<RuleProgram> _anyLog;
    private readonly HashSet<int>[] _logsOf;

    public SigmaEngine(SigmaRuleSet rules)
        : this(rules, LogCatalog.Shipped)
    {
    }

    internal SigmaEngine(SigmaRuleSet rules, LogCatalog catalog)
    {
        Rules = rules;
        Catalog = catalog;
        Sniffer = new LogSniffer(catalog);
        var captures = CapturedFields.Of(rules);
        var numbered = rules.Rules.Select((rule, number) => (number, rule)).Where(entry => entry.rule is DetectionRule).Select(entry => (Number: entry.number, Rule: (DetectionRule)entry.rule)).ToList();
        _logsOf = [.. rules.Rules.Select(rule => rule is DetectionRule { Source: var source } ? LogsFor(source) : [])];
        _programs = [.. catalog.Logs.Select((log, place) => new RuleProgram(catalog, [log], numbered.Where(entry => _logsOf[entry.Number].Contains(place)), captures))];
        _anyLog = new Lazy<RuleProgram>(() => new RuleProgram(catalog, catalog.Logs, numbered, captures));
    }

    public SigmaRuleSet Rules { get; }

    internal LogCatalog Catalog { get; }

    internal LogSniffer Sniffer { get; }

    /// <summary>For one thread.</summary>
    public SigmaMatcher CreateMatcher() => new(this);

    /// <summary>Our names of the logs whose rows a rule is tried with; none for a log source that is not ours, and for correlations.</summary>
    public IReadOnlyList<string> LogsOf(SigmaRule rule) =>
        Rules.Rules.ToList().IndexOf(rule) is var place and >= 0 ? [.. _logsOf[place].Select(log => Catalog.Logs[log].Log)] : [];

    /// <summary>The names that the rules for a log use for its fields: what must be kept of its rows.</summary>
    public IReadOnlyList<string> FieldsOf(string log) =>
        Catalog.Logs.ToList().FindIndex(one => one.Log == log) is var place and >= 0 ? [.. _programs[place].Map.Names.Concat(_programs[place].Context.Names).Distinct(StringComparer.OrdinalIgnoreCase)] : [];

    /// <param name="log">Null for a row that does not say its log: it is tried with all rules.</param>
    internal RuleProgram ProgramFor(int? log) => log is { } place ? _programs[place] : _anyLog.Value;

    private HashSet<int> LogsFor(SigmaLogSource source)
    {
        var logs = Catalog.For(new SigmaLogSourceName(source.Product, source.Service, source.Category)).ToHashSet();
        return [.. Catalog.Logs.Select((log, place) => (log, place)).Where(entry => logs.Contains(entry.log)).Select(entry => entry.place)];
    }
}

/// <summary>Tries rows with the rules of an engine. Not for several threads.</summary>
public sealed class SigmaMatcher
{
    private readonly SigmaEngine _engine;
    private readonly ProgramRun?[] _runs;
    private readonly List<int> _found = [];
    private int? _log;
    private ProgramRun? _run;

    internal SigmaMatcher(SigmaEngine engine) => (_engine, _runs) = (engine, new ProgramRun?[engine.Catalog.Logs.Count + 1]);

    /// <summary>Regular expressions that were given up because they took too long, and counted as not found.</summary>
    public int TookTooLong => _runs.Sum(run => run?.TookTooLong ?? 0);

    /// <summary>The rules that a row matches; null for a row that is no JSON.</summary>
    /// <param name="row">One record, UTF-8 JSON, in any schema of its log.</param>
    public IReadOnlyList<SigmaMatch>? Match(ReadOnlySpan<byte> row) =>
        !Read(row) ? null : Count() == 0 ? [] : Matches(_run!, row);

    /// <summary>Normalises a row: its log, and the values of all fields that the rules for that log ask for.</summary>
    /// <returns>False for a row that is no JSON.</returns>
    public bool Read(ReadOnlySpan<byte> row)
    {
        try
        {
            _log = _engine.Sniffer.LogOf(row);
            _run = RunOf(_log);
            _run.Row.Read(row);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>How many rules match the row that was read last; zero before the first.</summary>
    public int Count()
    {
        _found.Clear();
        _run?.Match(_found);
        return _found.Count;
    }

    private ProgramRun RunOf(int? log) => _runs[log ?? _runs.Length - 1] ??= new ProgramRun(_engine.ProgramFor(log));

    private List<SigmaMatch> Matches(ProgramRun run, ReadOnlySpan<byte> row)
    {
        var (program, context) = (run.Program, run.Context);
        context.Read(row);
        var (key, at, log) = (SigmaMatch.KeyOf(row, run), SigmaMatch.TimeOf(context.Text(program.Time)), _log is { } known ? _engine.Catalog.Logs[known].Log : null);
        return _found.ConvertAll(place =>
        {
            var rule = program.Rules[place];
            var fields = rule.Captures.ToDictionary(capture => capture.Field, capture => context.Text([capture.Slot]) ?? "", StringComparer.OrdinalIgnoreCase);
            return new SigmaMatch(_engine.Rules.Rules[rule.Number], key, at, log, context.Text(program.Tenant), context.Text(program.Who), context.Text(program.What), fields);
        });
    }
}
