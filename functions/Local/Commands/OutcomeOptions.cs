using System.CommandLine;
using NhiEvents.Contracts.Findings;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>--format</c> and <c>--fail-on</c>: how findings are told, and when they are a reason to stop a pipeline.</summary>
internal sealed class OutcomeOptions
{
    private readonly Option<string?> _format = new("--format") { Description = "table (default), or json: standard output is the findings document and nothing else", HelpName = "FORMAT" };
    private readonly Option<string?> _failOn = new("--fail-on") { Description = "Exit code 1 when an open finding is at least this severe: low, medium, high, critical", HelpName = "SEVERITY" };

    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_failOn);
    }

    /// <exception cref="HostRefusalException">A value is unknown; both faults are named.</exception>
    public Wanted Read(ParseResult parsed, ConfigFile config)
    {
        var (format, failOn) = (parsed.GetValue(_format) ?? config.Option(ConfigNames.Format) ?? "table", parsed.GetValue(_failOn) ?? config.Option(ConfigNames.FailOn));
        var faults = new List<string>();
        if (format is not ("table" or "json"))
        {
            faults.Add($"--format {format} is unknown; known: table, json");
        }

        Severity? least = null;
        if (failOn is not null)
        {
            least = Enum.GetValues<Severity>().Select(severity => (Severity?)severity).FirstOrDefault(severity => severity.ToString()!.Equals(failOn, StringComparison.OrdinalIgnoreCase));
            if (least is null)
            {
                faults.Add($"--fail-on {failOn} is unknown; known: low, medium, high, critical");
            }
        }

        return faults.Count == 0 ? new Wanted(format == "json", least) : throw new HostRefusalException(string.Join("; ", faults) + ".");
    }

    /// <param name="AsJson">Standard output is for a program; what is for people goes to standard error.</param>
    /// <param name="FailOn">Null: findings never change the exit code.</param>
    internal sealed record Wanted(bool AsJson, Severity? FailOn)
    {
        /// <summary>Where notes go.</summary>
        public TextWriter Notes => AsJson ? Console.Error : Console.Out;

        public void Write(Results results)
        {
            if (AsJson)
            {
                StandardOutput.Write(results.WriteFindings);
            }
            else
            {
                ResultTable.Write(results);
            }
        }

        public int ExitCode(Results results) =>
            FailOn is { } least && results.Findings.Findings.Any(finding => finding.State is FindingState.Open && finding.Severity >= least) ? CommandLine.Attention : CommandLine.Done;
    }
}
