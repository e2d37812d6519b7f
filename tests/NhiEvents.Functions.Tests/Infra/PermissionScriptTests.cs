using System.Diagnostics;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Infra;

/// <summary>The scripts that grant and connect, against an <c>az</c> of the test's own that answers from files and writes down what it was asked.</summary>
public sealed class PermissionScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-permissions-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_apply_nothing_is_written()
    {
        var (code, output, asked) = await RunAsync("permissions/grant.sh", ["--tier", "R0"], held: "");

        Assert.Equal(0, code);
        Assert.Contains("would: grant ingest AuditLog.Read.All", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", output, StringComparison.Ordinal);
        Assert.DoesNotContain(asked, line => line.Contains("--method post", StringComparison.Ordinal) || line.Contains("--method put", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_apply_each_permission_of_the_tier_is_granted_once()
    {
        var (code, output, asked) = await RunAsync("permissions/grant.sh", ["--tier", "W3", "--apply"], held: "");

        Assert.Equal(0, code);
        Assert.Equal(["done: grant rotation Application.ReadWrite.OwnedBy", "done: grant rotation Policy.Read.All"], output.Trim().Split('\n'));
        Assert.Equal(2, asked.Count(line => line.Contains("--method post", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_held_is_left_alone()
    {
        var (_, output, asked) = await RunAsync("permissions/grant.sh", ["--tier", "W4", "--apply"], held: "assignment-1");

        Assert.All(output.Trim().Split('\n'), line => Assert.StartsWith("has: response ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(asked, line => line.Contains("--method post", StringComparison.Ordinal));
    }

    [Fact]
    public async Task User_exceptions_need_a_unit_and_get_a_role_on_it_alone()
    {
        Assert.Equal(2, (await RunAsync("permissions/grant.sh", ["--tier", "W1"], held: "")).Code);

        var (code, _, asked) = await RunAsync("permissions/grant.sh", ["--tier", "W1", "--unit", "nhi exclusions", "--apply"], held: "");

        Assert.Equal(0, code);
        var post = Assert.Single(asked, line => line.Contains("--method post", StringComparison.Ordinal));
        Assert.Contains("\"directoryScopeId\":\"/administrativeUnits/role-or-unit-1\"", post, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tier", "W9")]
    [InlineData("--teir", "R0")]
    public async Task A_wrong_word_is_refused_before_anything_is_asked(string name, string value)
    {
        var (code, _, asked) = await RunAsync("permissions/grant.sh", [name, value], held: "");

        Assert.Equal(2, code);
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Diagnostic_settings_name_the_rule_by_id_and_every_category()
    {
        var (code, output, asked) = await RunAsync("permissions/diagnostics.sh", ["--subscription", "s1", "--apply"], held: "");

        Assert.Equal(0, code);
        Assert.Equal(["done: logs of the tenant", "done: Activity Log of subscription s1"], output.Trim().Split('\n'));
        var puts = asked.Where(line => line.Contains("--method put", StringComparison.Ordinal)).ToList();
        Assert.Contains("{\"category\":\"NonInteractiveUserSignInLogs\",\"enabled\":true}", puts[0], StringComparison.Ordinal);
        Assert.All(puts, put => Assert.Contains("\"eventHubAuthorizationRuleId\":\"/rule\",\"eventHubName\":\"entra-logs\"", put, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_diagnostic_setting_that_lacks_a_category_is_shown_with_it()
    {
        var (_, output, asked) = await RunAsync("permissions/diagnostics.sh", [], held: "SignInLogs AuditLogs");

        Assert.Contains("would: logs of the tenant, adding: NonInteractiveUserSignInLogs", output, StringComparison.Ordinal);
        Assert.DoesNotContain(asked, line => line.Contains("--method put", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Event_grid_is_subscribed_in_the_way_that_the_deployment_has_chosen()
    {
        var (code, _, asked) = await RunAsync("hooks/subscriptions.sh", [], held: "");

        Assert.Equal(0, code);
        Assert.Contains("--parameters resourceToken=t delivery=queues", Assert.Single(asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_of_pseudonyms_is_made_once_and_passed_by_file()
    {
        var (_, kept, first) = await RunAsync("hooks/person-key.sh", [], held: "/secrets/ledger-person-key");
        var (code, made, second) = await RunAsync("hooks/person-key.sh", [], held: "");

        Assert.Equal(("has: ledger-person-key", 0, "done: ledger-person-key"), (kept.Split('\n')[0], code, made.Split('\n')[0]));
        Assert.DoesNotContain(first, line => line.StartsWith("keyvault secret set", StringComparison.Ordinal));
        var set = Assert.Single(second, line => line.StartsWith("keyvault secret set", StringComparison.Ordinal));
        Assert.Contains("--file ", set, StringComparison.Ordinal);
        Assert.DoesNotContain("--value", set, StringComparison.Ordinal);
    }

    /// <summary>An app that was made before the key looks it up once a day by itself.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/secrets/ledger-person-key")]
    public async Task Every_app_that_reads_the_key_is_told_of_it(string held)
    {
        var (code, output, asked) = await RunAsync("hooks/person-key.sh", [], held);

        Assert.Equal(0, code);
        Assert.EndsWith("told: exceptions\ntold: portal\n", output, StringComparison.Ordinal);
        Assert.Equal(
            "exceptions portal".Split(' ').Select(app => $"/subscriptions/s0/resourceGroups/rg/providers/Microsoft.Web/sites/func-{app}-t/config/configreferences/appsettings/refresh?api-version=2022-03-01"),
            asked.Where(line => line.StartsWith("rest --method post", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(".com", StringComparison.Ordinal) + ".com".Length)..]));
    }

    [Theory]
    [InlineData("hooks/person-key.sh", 9, 0)]
    [InlineData("hooks/person-key.sh", 10, 1)]
    [InlineData("hooks/subscriptions.sh", 4, 0)]
    [InlineData("hooks/subscriptions.sh", 5, 1)]
    public async Task What_has_only_just_been_deployed_is_waited_for_a_while(string hook, int refusals, int expected)
    {
        var (code, _, asked) = await RunAsync(hook, [], held: "/secrets/ledger-person-key", refusals);

        Assert.Equal(expected, code);
        Assert.Equal(refusals - expected, asked.Count(line => line == "sleep 30"));
    }

    /// <summary>What az is signed in to otherwise need not be where azd has deployed.</summary>
    [Theory]
    [InlineData("permissions/grant.sh", "--tier", "R0")]
    [InlineData("permissions/revoke.sh")]
    [InlineData("hooks/person-key.sh")]
    [InlineData("hooks/subscriptions.sh")]
    public async Task The_subscription_is_that_of_the_environment(string script, params string[] arguments)
    {
        var (_, _, asked) = await RunAsync(script, arguments, held: "");

        var named = asked.Where(line => !line.StartsWith("rest ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, line => Assert.Contains("--subscription s0", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_given_is_taken_back_from_every_app_and_not_without_apply()
    {
        var (_, said, asked) = await RunAsync("permissions/revoke.sh", ["--subscription", "s1"], held: "given-1");
        var (code, done, second) = await RunAsync("permissions/revoke.sh", ["--subscription", "s1", "--apply"], held: "given-1");

        Assert.Contains("would: take permission from exceptions (given-1)", said, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", said, StringComparison.Ordinal);
        Assert.DoesNotContain(asked, line => line.Contains("--method delete", StringComparison.Ordinal));
        Assert.Equal(0, code);
        var apps = File.ReadLines(Path.Combine(Repository.Root, "infra", "permissions", "permissions.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')[1]).Distinct().ToList();
        Assert.All(apps, app => Assert.Contains($"done: take permission from {app} (given-1)", done, StringComparison.Ordinal));
        Assert.All(apps, app => Assert.Contains($"done: take directory role from {app} (given-1)", done, StringComparison.Ordinal));
        Assert.Equal((2 * apps.Count) + 2, second.Count(line => line.Contains("--method delete", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_nothing_was_given_nothing_is_taken()
    {
        var (code, said, asked) = await RunAsync("permissions/revoke.sh", ["--apply"], held: "");

        Assert.Equal(0, code);
        Assert.All(said.Trim().Split('\n'), line => Assert.StartsWith("has none: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(asked, line => line.Contains("--method delete", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_permission_is_explained_in_the_docs()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "permissions.md"));
        var rows = File.ReadLines(Path.Combine(Repository.Root, "infra", "permissions", "permissions.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).ToList();

        Assert.All(rows, row => Assert.Equal(4, row.Length));
        Assert.All(rows, row => Assert.Contains($"`{row[2]}`", page, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row[0] == "R0" && row[2].Contains("Write", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row[2] is "Application.ReadWrite.All" or "Directory.ReadWrite.All" or "RoleManagement.ReadWrite.Directory" or "GroupMember.ReadWrite.All");
    }

    /// <summary>Each was looked up in the list of application roles that Microsoft Graph's own service principal shows; documentation names some that are not in it. Look a new one up before it is added here.</summary>
    [Fact]
    public void Every_permission_is_one_that_applications_can_be_given()
    {
        string[] known =
        [
            "AdministrativeUnit.Read.All", "Application.Read.All", "Application.ReadWrite.OwnedBy", "AuditLog.Read.All", "CustomSecAttributeAssignment.Read.All", "CustomSecAttributeAssignment.ReadWrite.All",
            "GroupMember.Read.All", "IdentityRiskEvent.Read.All", "IdentityRiskyServicePrincipal.Read.All", "Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess",
            "RoleManagement.Read.Directory", "User.EnableDisableAccount.All", "User.Read.All", "User.RevokeSessions.All",
        ];

        Assert.Equal(known, File.ReadLines(Path.Combine(Repository.Root, "infra", "permissions", "permissions.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')[2]).Distinct().Order(StringComparer.Ordinal));
    }

    /// <param name="held">What every query for an existing assignment or setting answers.</param>
    /// <param name="refusals">How often a vault or a deployment answers with an error first.</param>
    private async Task<(int Code, string Output, IReadOnlyList<string> Asked)> RunAsync(string script, string[] arguments, string held, int refusals = 0)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The scripts are for bash.");
        }

        var asked = Path.Combine(_folder, "asked");
        File.Delete(asked);
        await WriteCommandAsync("sleep", $"#!/bin/sh\necho \"sleep $*\" >> \"{asked}\"\n");
        await WriteCommandAsync(
            "az",
            $$"""
            #!/bin/sh
            echo "$*" >> "{{asked}}"
            case "$*" in
              "keyvault secret list"*|"deployment group create"*) [ "$(grep -c -e '^keyvault secret list' -e '^deployment group create' "{{asked}}")" -gt {{refusals}} ] || exit 1 ;;
            esac
            case "$*" in
              *diagnosticSettings*"--query id"*|*appRoleAssignments*--query*|*roleAssignments*--query*|*"join(' '"*|*"secret list"*) printf '%s' '{{held}}' ;;
              *eventHubAuthorizationRuleId*--output*tsv) printf '' ;;
              "identity show"*) echo principal-1 ;;
              *--query*) echo role-or-unit-1 ;;
            esac
            """);

        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "infra", script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{start.Environment["PATH"]}";
        foreach (var (name, value) in new[] { ("AZURE_RESOURCE_GROUP", "rg"), ("NHI_RESOURCE_TOKEN", "t"), ("NHI_EVENT_HUB_NAME", "entra-logs"), ("NHI_DIAGNOSTICS_RULE_ID", "/rule"), ("NHI_APP_VAULT", "kvapp-t"), ("NHI_EVENT_DELIVERY", "queues"), ("NHI_LEDGER_APPS", "exceptions portal"), ("AZURE_SUBSCRIPTION_ID", "s0") })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await errors;
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, output, File.Exists(asked) ? await File.ReadAllLinesAsync(asked, Ct) : []);
    }

    private async Task WriteCommandAsync(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.Delete(file);
        await File.WriteAllTextAsync(file, text, Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
