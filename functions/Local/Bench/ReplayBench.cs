using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Local.Commands;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using Spectre.Console;

namespace NhiEvents.Local.Bench;

/// <summary>Our replay, beside programs that only group and count, on the same file in the same run.</summary>
internal sealed class ReplayBench(string folder, CancellationToken ct)
{
    private readonly Table _table = new() { Border = TableBorder.Simple };
    private readonly List<string> _notes = [];
    private readonly List<(string Who, Dictionary<string, Group> Groups)> _groups = [];

    /// <returns>The exit code.</returns>
    public int Run(int events, int seed, bool keep)
    {
        Folders.Make(folder);
        var file = Path.Combine(folder, $"mix-{events}-{seed}.ndjson");
        if (!File.Exists(file))
        {
            new LogMix(seed).Write(file + ".part", events);
            File.Move(file + ".part", file);
        }

        Console.WriteLine($"{events.ToString("N0", CultureInfo.InvariantCulture)} rows, {new FileInfo(file).Length / 1_000_000} MB, {Environment.ProcessorCount} processors: {file}");
        _table.AddColumns("Program", "Wall", "Processor", "Peak memory", "What it came to");
        _ = BareReading.Run(file); // so that the file is in memory for everybody
        var result = Path.Combine(folder, "report");
        RunOurs(file, result);
        RunBare(file);
        RunJq(file);
        RunDuckDb(file);
        Terminal.Create().Write(_table);
        var differences = Differences(result).ToList();
        foreach (var note in _notes.Concat(differences))
        {
            Console.WriteLine(note);
        }

        if (!keep)
        {
            File.Delete(file);
            Directory.Delete(result, recursive: true);
        }

        return differences.Count == 0 ? CommandLine.Done : CommandLine.Attention;
    }

    private void RunOurs(string file, string result)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        string[] start = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ReplayBench).Assembly.Location] : [];
        var ran = MeasuredProcess.Run(program, [.. start, "replay", file, "--out", result], ct);
        if (ran is not { ExitCode: 0 })
        {
            throw new HostRefusalException($"nhi replay did not end well: {ran?.Errors.Trim()}");
        }

        Add($"nhi replay (.NET {Environment.Version})", ran, ran.Output.TrimStart().Split('\n')[0].Trim());
    }

    private void RunBare(string file)
    {
        var (tokens, wall, processor) = BareReading.Run(file);
        _table.AddRow($"Utf8JsonReader alone (.NET {Environment.Version})", Seconds(wall), Seconds(processor), "", $"{tokens.ToString("N0", CultureInfo.InvariantCulture)} tokens, in this process");
    }

    private void RunJq(string file)
    {
        if (Rivals.JqVersion(ct) is { } version && Rivals.Jq(file, ct) is { } ran)
        {
            AddGroups(version, ran);
        }
        else
        {
            _notes.Add("jq was left out: it is missing (Debian, Ubuntu: apt-get install jq; macOS: brew install jq; Windows: winget install jqlang.jq).");
        }
    }

    private void RunDuckDb(string file)
    {
        var place = Path.Combine(folder, "duckdb");
        if (Rivals.WhyNoDuckDb(place, ct) is { } why)
        {
            _notes.Add($"DuckDB was left out: {why}.");
        }
        else if (Rivals.DuckDb(place, file, ct) is { } ran)
        {
            AddGroups($"DuckDB (@duckdb/node-api {Rivals.DuckDbVersion})", ran);
        }
    }

    private void AddGroups(string who, MeasuredProcess ran)
    {
        try
        {
            var groups = ran.ExitCode == 0 ? Grouping.Read(ran.Output) : throw new JsonException(ran.Errors.Trim().Split('\n')[0]);
            _groups.Add((who, groups));
            Add(who, ran, $"{groups.Count} groups of {groups.Values.Sum(group => group.N).ToString("N0", CultureInfo.InvariantCulture)} rows");
        }
        catch (JsonException fault)
        {
            _notes.Add($"{who} gave no answer: {fault.Message}");
        }
    }

    private void Add(string who, MeasuredProcess ran, string result) => _table.AddRow(
        Markup.Escape(who), Seconds(ran.Wall), Seconds(ran.Processor), $"{ran.Peak >> 20} MiB", Markup.Escape(result));

    private IEnumerable<string> Differences(string result)
    {
        var findings = Read(Path.Combine(result, "findings.json"), NhiJson.Default.FindingsDocument);
        var identities = Read(Path.Combine(result, "identities.json"), NhiJson.Default.IdentitiesDocument);
        foreach (var (who, groups) in _groups)
        {
            var differing = Grouping.Differences(groups, findings, identities).ToList();
            if (differing.Count > 0)
            {
                yield return $"{who} and nhi count {differing.Count} identities and codes differently; the first: {differing[0]}";
            }
        }

        if (_groups is [var one, var other] && Grouping.Differences(one.Groups, other.Groups).ToList() is { Count: > 0 } between)
        {
            yield return $"{one.Who} and {other.Who} differ in {between.Count} groups; the first: {between[0]}";
        }
    }

    private static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.Deserialize(File.ReadAllText(path), type)!;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);
}
