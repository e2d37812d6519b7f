using System.CommandLine;
using System.Text.Json;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Onboard;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi onboard</c>: what a team has before it, from exports, before anything is switched on.</summary>
internal static class OnboardCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files or folders of exported sign-in logs, best of 30 days", Arity = ArgumentArity.ZeroOrMore };
        var policies = new Option<FileInfo?>("--policies") { Description = "Export of the Conditional Access policies (az rest --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies)", HelpName = "FILE" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for onboarding.html and onboarding.json", Required = true, HelpName = "DIR" };
        var command = new Command("onboard", "From exports: what would be reported, where to begin, what to clean up, what is not known") { paths, policies, output };
        var settings = new ContextSettings();
        settings.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var context = settings.Read(parsed);
            var logs = parsed.GetValue(paths) ?? [];
            if (logs.Length == 0 && context.Sources.Count == 0 && parsed.GetValue(policies) is null)
            {
                throw new HostRefusalException("Give exported sign-in logs, or --directory, --registry or --policies. See: nhi onboard --help");
            }

            var exported = parsed.GetValue(policies) is { } file ? ReadPolicies(file) : null;
            var (results, period) = await DecideAsync(logs, context, ct);
            var identities = TenantIdentity.All(results.Findings, results.Identities, context.Facts, context.Data.Kinds);
            var onboarding = Onboarding.Of(identities, exported, context.Sources.Contains(FactsSources.Directory), period, TimeProvider.System.GetUtcNow());
            OnboardingFiles.Write(parsed.GetRequiredValue(output).FullName, onboarding);
            context.WriteNotes(Console.Out);
            Console.WriteLine($"{OnboardingPage.Sentence(onboarding)}.");
            foreach (var campaign in onboarding.Campaigns)
            {
                Console.WriteLine($"  {campaign.Title}: {campaign.Items.Count}");
            }

            Console.WriteLine($"Written to {parsed.GetRequiredValue(output)}: onboarding.html, onboarding.json.");
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<(Results Results, (DateTimeOffset First, DateTimeOffset Last)? Period)> DecideAsync(string[] logs, ContextInput context, CancellationToken ct)
    {
        if (logs.Length == 0)
        {
            return (Results.Of([], [], TimelineScale.For(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), []), null);
        }

        using var input = LogInput.Read(logs, keepRaw: false, ct, context, everyRow: false);
        var results = await new HistoryRun(input, context).RunAsync(ct);
        input.WriteNotes(Console.Out);
        return (results, input.Index.Period);
    }

    private static IReadOnlyList<ExportedPolicy> ReadPolicies(FileInfo file)
    {
        try
        {
            return PolicyExport.Read(File.ReadAllBytes(file.FullName));
        }
        catch (FileNotFoundException)
        {
            throw new HostRefusalException($"--policies {file} does not exist.");
        }
        catch (JsonException fault)
        {
            throw new HostRefusalException($"--policies {file}: {fault.Message}");
        }
    }
}
