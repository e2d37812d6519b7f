using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Azure.Core;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Onboard;
using NhiEvents.Local.Onboard.Tenant;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi onboard</c>: what a team has before it, from exports or from the tenant itself, before anything is switched on.</summary>
internal static class OnboardCommand
{
    /// <param name="credentialFor">Who asks a tenant; null: whoever is signed in here.</param>
    /// <param name="time">Null: the system's.</param>
    public static Command Create(Func<string, TokenCredential>? credentialFor = null, TimeProvider? time = null)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files or folders of exported sign-in logs, best of 30 days", Arity = ArgumentArity.ZeroOrMore };
        var policies = new Option<FileInfo?>("--policies") { Description = "Export of the Conditional Access policies (az rest --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies)", HelpName = "FILE" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for onboarding.html and onboarding.json", Required = true, HelpName = "DIR" };
        var days = new Option<int>("--days") { Description = "With --tenant: how far back logs are read, 1 to 30", DefaultValueFactory = _ => 30, HelpName = "N" };
        var most = new Option<long>("--max-rows") { Description = "With --tenant: rows of each log, the newest first", DefaultValueFactory = _ => 500_000, HelpName = "N" };
        var keep = new Option<DirectoryInfo?>("--keep-logs") { Description = "With --tenant: keep the rows in this folder, for nhi run --feed, which builds profiles from them. They hold people", HelpName = "DIR" };
        var command = new Command("onboard", "What would be reported, where to begin, what to clean up, what is not known: from exports, or from a tenant") { paths, policies, output, days, most, keep };
        var tenant = new TenantOptions();
        tenant.AddTo(command);
        var settings = new ContextSettings();
        settings.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var clock = time ?? TimeProvider.System;
            var logs = parsed.GetValue(paths) ?? [];
            if (tenant.Id(parsed) is not { } id)
            {
                var context = settings.Read(parsed);
                if (logs.Length == 0 && context.Sources.Count == 0 && parsed.GetValue(policies) is null)
                {
                    throw new HostRefusalException("Give exported sign-in logs, or --directory, --registry or --policies; or --tenant. See: nhi onboard --help");
                }

                return await WriteAsync(logs, context, parsed.GetValue(policies) is { } file ? ReadPolicies(file) : null, null, parsed.GetRequiredValue(output), clock, ct);
            }

            if (logs.Length > 0 || parsed.GetValue(policies) is not null)
            {
                throw new HostRefusalException("--tenant reads logs and policies itself: give it, or files.");
            }

            var request = new TenantRequest(id, TimeSpan.FromDays(Between(parsed.GetValue(days), 1, 30, "--days")), Between(parsed.GetValue(most), 1, long.MaxValue, "--max-rows"));
            var kept = parsed.GetValue(keep)?.FullName;
            foreach (var written in new[] { parsed.GetRequiredValue(output).FullName, kept }.OfType<string>())
            {
                Folders.Make(written); // said now, not after the tenant's logs are read
            }

            using var connection = tenant.Connect(parsed, credentialFor, clock);
            var folder = Directory.CreateTempSubdirectory("nhi-onboard-"); // for its owner alone
            try
            {
                var directory = folder.CreateSubdirectory("directory").FullName;
                var rows = kept ?? folder.CreateSubdirectory("logs").FullName;
                var reading = await TenantReading.RunAsync(connection, request, rows, directory, Console.Out, ct);
                var context = settings.Read(parsed, reading.Directory);
                return await WriteAsync(reading.Logs, context with { Config = context.Config.With("Ingest:TenantId", id) }, reading.Policies, reading, parsed.GetRequiredValue(output), clock, ct);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<int> WriteAsync(
        IReadOnlyList<string> logs, ContextInput context, IReadOnlyList<ExportedPolicy>? policies, TenantReading? reading, DirectoryInfo output, TimeProvider time, CancellationToken ct)
    {
        var (results, period) = await DecideAsync(logs, context, ct);
        var onboarding = Onboarding.Of(new OnboardingInput(
            TenantIdentity.All(results.Findings, results.Identities, context.Facts, context.Data.Kinds),
            policies,
            context.Sources.Contains(FactsSources.Directory),
            context.Directory.MembersOf,
            period,
            time.GetUtcNow())
        {
            Checks = reading?.Checks,
            Gaps = reading?.Gaps ?? [],
        });
        OnboardingFiles.Write(output.FullName, onboarding);
        context.WriteNotes(Console.Out);
        Console.WriteLine($"{OnboardingPage.Sentence(onboarding)}.");
        foreach (var campaign in onboarding.Campaigns)
        {
            Console.WriteLine($"  {campaign.Title}: {campaign.Items.Count}");
        }

        Console.WriteLine($"Written to {output}: onboarding.html, onboarding.json.");
        return CommandLine.Done;
    }

    private static async Task<(Results Results, (DateTimeOffset First, DateTimeOffset Last)? Period)> DecideAsync(IReadOnlyList<string> logs, ContextInput context, CancellationToken ct)
    {
        if (logs.Count == 0)
        {
            return (Results.Of([], [], TimelineScale.For(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), []), null);
        }

        using var input = LogInput.Read(logs, keepRaw: false, ct, context, everyRow: false);
        var results = await new HistoryRun(input, context).RunAsync(ct);
        input.WriteNotes(Console.Out);
        return (results, input.Index.Period);
    }

    private static long Between(long value, long least, long most, string option) => value >= least && value <= most
        ? value
        : throw new HostRefusalException($"{option} {value.ToString(CultureInfo.InvariantCulture)} must be at least {least}{(most < long.MaxValue ? $" and at most {most}" : "")}.");

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
