using System.CommandLine;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using NhiEvents.Local.Preflight;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi preflight</c>: whom a policy would break, before it is switched on; and whom it did break, after.</summary>
internal static class PreflightCommand
{
    public static Command Create()
    {
        var policy = new Argument<string>("POLICY") { Description = "A policy in Graph's shape (FILE.json), or the id or name of one: of --policies, or of one that only reports so far" };
        var paths = new Argument<string[]>("LOGS") { Description = "Exported sign-in logs, best of 30 days", Arity = ArgumentArity.ZeroOrMore };
        var policies = new Option<FileInfo?>("--policies") { Description = "Export of all policies (az rest --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies)", HelpName = "FILE" };
        var locations = new Option<FileInfo?>("--locations") { Description = "Export of the named locations (…/identity/conditionalAccess/namedLocations)", HelpName = "FILE" };
        var state = new Option<DirectoryInfo?>("--state") { Description = "State of a stopped `nhi run`: its exceptions and, without LOGS, what Entra judged in report-only mode", HelpName = "DIR" };
        var on = new Option<DateOnly?>("--on") { Description = "The day of switching on (yyyy-mm-dd): exceptions and migrations must hold then; default today", HelpName = "DAY" };
        var output = new Option<FileInfo?>("--out") { Description = "Also write the prediction there, for --after", HelpName = "FILE" };
        var after = new Option<FileInfo?>("--after") { Description = "The prediction that --out wrote: LOGS are those since the policy is on, and are compared with it", HelpName = "FILE" };
        var format = new Option<string>("--format") { Description = "table (default) or json", HelpName = "FORMAT", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("preflight", "Whom a Conditional Access policy would break, with owner and remedy; exit code 1 while a critical identity has neither migration nor exception")
        {
            policy, paths, policies, locations, state, on, output, after, format,
        };
        var settings = new ContextSettings();
        settings.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var asked = new Asked(
                parsed.GetRequiredValue(policy), parsed.GetValue(paths) ?? [], parsed.GetValue(policies), parsed.GetValue(locations), parsed.GetValue(state),
                parsed.GetValue(on) ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), parsed.GetValue(output), parsed.GetValue(format) == "json", settings.Read(parsed));
            return parsed.GetValue(after) is { } before ? CompareAsync(asked, before, ct) : PredictAsync(asked, ct);
        });
        return command;
    }

    private static async Task<int> PredictAsync(Asked asked, CancellationToken ct)
    {
        if (asked.Logs.Length == 0 && asked.State is null)
        {
            throw new HostRefusalException("Give exported sign-in logs, or --state of a stopped `nhi run`. See: nhi preflight --help");
        }

        var trial = PolicyFiles.Read(asked.Policy, asked.Policies, asked.Locations, asked.Context);
        var policy = new PreflightPolicy(trial?.Id ?? asked.Policy, trial?.DisplayName ?? asked.Policy, trial is null ? null : StateOf(trial.State));
        await using var storage = asked.State is null ? null : StateOption.Open(asked.State);
        var exceptions = storage is null ? new Dictionary<string, DateTimeOffset>() : await StateHistory.ExceptionsAsync(storage, policy.Id, asked.On, ct);
        var (identities, ways, period) = asked.Logs.Length > 0
            ? await OfLogsAsync(asked, asked.Policy, trial, ct)
            : await OfStateAsync(storage!, asked, policy, ct);
        var document = PreflightRun.Of(policy, asked.On, period, identities, ways, exceptions, [.. Unknowns(asked, trial)]);
        if (asked.Out is { } file)
        {
            AtomicFile.Write(file.FullName, document.Write);
        }

        if (asked.AsJson)
        {
            StandardOutput.Write(document.Write);
        }
        else
        {
            PreflightTable.Write(document);
        }

        return document.Blocking > 0 ? CommandLine.Attention : CommandLine.Done;
    }

    private static async Task<int> CompareAsync(Asked asked, FileInfo before, CancellationToken ct)
    {
        if (asked.Logs.Length == 0)
        {
            throw new HostRefusalException("--after compares with exported sign-in logs since the policy is on: name them.");
        }

        var prediction = PreflightDocument.Read(before);
        var (identities, ways, period) = await OfLogsAsync(asked, prediction.Policy.Id, trial: null, ct);
        var outcome = PreflightOutcome.Of(prediction, period, identities, ways);
        if (asked.AsJson)
        {
            StandardOutput.Write(outcome.Write);
        }
        else
        {
            PreflightTable.Write(outcome);
        }

        return outcome.Missed > 0 || outcome.Identities.Any(one => one.State is OutcomeState.Broken) ? CommandLine.Attention : CommandLine.Done;
    }

    private static async Task<History> OfLogsAsync(Asked asked, string policy, PolicyTrial? trial, CancellationToken ct)
    {
        using var input = LogInput.Read(asked.Logs, keepRaw: false, ct, asked.Context, everyRow: false);
        var results = await new HistoryRun(input, asked.Context).RunAsync(ct);
        var notes = asked.AsJson ? Console.Error : Console.Out;
        asked.Context.WriteNotes(notes);
        input.WriteNotes(notes);
        return new History(results.Identities.Identities, new PolicyHistory(input, asked.Context, policy, trial).Read(ct), input.Index.Period);
    }

    private static async Task<History> OfStateAsync(Storage storage, Asked asked, PreflightPolicy policy, CancellationToken ct)
    {
        var results = await Results.ReadAsync(storage, ct, asked.Context.Data);
        var seen = results.Identities.Identities;
        var names = new HashSet<string>([policy.Id, policy.Name], StringComparer.OrdinalIgnoreCase);
        return new History(seen, StateHistory.WaysOf(results, names), seen.Count == 0 ? null : (seen.Min(identity => identity.FirstSeen), seen.Max(identity => identity.LastSeen)));
    }

    private static IEnumerable<string> Unknowns(Asked asked, PolicyTrial? trial)
    {
        if (trial is null)
        {
            yield return "what the policy says: only Entra's own verdicts in report-only mode count. Give its JSON, or --policies.";
        }
        else if (asked.Logs.Length == 0)
        {
            yield return "what a sign-in of the past would have met: the state keeps what Entra judged in report-only mode. Give LOGS for a planned policy.";
        }

        if (asked.State is null)
        {
            yield return "exceptions: give --state.";
        }

        if (!asked.Context.Sources.Contains(Core.Identities.Facts.FactsSources.Registry))
        {
            yield return "which identities are critical and when each is ready: give --registry (criticality, and the tag ready:yyyy-mm-dd).";
        }
    }

    private static string StateOf(PolicyState state) => state switch
    {
        PolicyState.Enabled => "enabled",
        PolicyState.ReportOnly => "reportOnly",
        PolicyState.Disabled => "disabled",
    };

    private sealed record Asked(string Policy, string[] Logs, FileInfo? Policies, FileInfo? Locations, DirectoryInfo? State, DateOnly On, FileInfo? Out, bool AsJson, ContextInput Context);

    private sealed record History(
        IReadOnlyList<IdentitySummary> Identities, IReadOnlyDictionary<(string Tenant, string Id), IdentityWays> Ways, (DateTimeOffset First, DateTimeOffset Last)? Period);
}
