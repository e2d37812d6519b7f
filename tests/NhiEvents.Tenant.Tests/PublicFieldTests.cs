using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Tenant.Tests;

/// <summary>Compares what we write with real public records and Microsoft's table reference, which are not part of the repository.</summary>
public sealed class PublicFieldTests
{
    /// <summary>In Graph's <c>signIn</c> resource (beta), and in none of the public records that are at hand.</summary>
    private static readonly string[] DocumentedOnly = ["appOwnerTenantId"];

    private static string Data => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    [Fact]
    public void Every_field_of_a_sign_in_or_audit_record_exists_in_public_records_or_the_table_reference()
    {
        Assert.SkipUnless(Directory.Exists(Data), $"{Data} is absent: the public records are not part of the repository");
        var known = Known();

        var written = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var record in Records())
        {
            Names(record, written, nested: false);
        }

        Assert.Empty(written.Except(known, StringComparer.OrdinalIgnoreCase).Except(DocumentedOnly));
        Assert.InRange(written.Count, 80, 200);
    }

    [Fact]
    public void Records_are_as_large_as_real_ones()
    {
        using var world = new TenantWorld();
        for (var n = 0; n < 20; n++)
        {
            world.Policy(TenantWorld.Everyone("mfa") with { Id = $"00000000-0000-4000-8000-{n:D12}", DisplayName = $"CA{n:D3} Require MFA for a part of the company", State = "enabledForReportingButNotEnforced" });
        }

        world.TakeRecords();
        world.SignIn(world.Browser());
        var human = world.LastRecord().GetRawText().Length;
        var (_, _, secret) = world.Workload();
        world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)));
        var workload = world.LastRecord().GetRawText().Length;

        // Microsoft states 11.5 KB for a human's row with a large tenant's policies; public rows of workloads have 1.2 to 3 KB (FACTS 1).
        Assert.InRange(human, 6_000, 14_000);
        Assert.InRange(workload, 1_200, 3_000);
    }

    private static List<JsonElement> Records()
    {
        var records = new List<JsonElement>();
        foreach (var situation in Situations.All.Values)
        {
            using var world = new TenantWorld();
            situation(world);
            records.AddRange(world.TakeRecords());
        }

        using var last = new TenantWorld();
        last.Seed(new TenantServicePrincipal { Id = "mi", AppId = "appid-mi", DisplayName = "mi", OwnerTenantId = TenantWorld.TenantId, ManagedIdentity = true });
        last.SignIn(last.AsApplication("mi", new Credential.ManagedIdentity()) with { Flow = SignInFlow.ManagedIdentity });
        last.Administration.AssignRole(TenantWorld.Admin, WellKnown.DirectoryReaders, "user", "/");
        last.Administration.RevokeSessions(new Actor("app", "Application", IsUser: false) { AppId = "app" }, "user");
        records.AddRange(last.TakeRecords());
        return records;
    }

    private static HashSet<string> Known()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith(".csv", StringComparison.Ordinal))
            {
                names.UnionWith(File.ReadLines(file).Skip(1).Select(line => line.Split(',')[0]));
            }
            else if (Path.GetExtension(file) is ".json" or ".ndjson" or ".log")
            {
                foreach (var text in Path.GetExtension(file) is ".json" ? [File.ReadAllText(file)] : File.ReadLines(file))
                {
                    TryNames(text, names);
                }
            }
        }

        return names;
    }

    private static void TryNames(string text, ISet<string> into)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true });
            Names(document.RootElement, into, nested: true);
        }
        catch (JsonException)
        {
            // Some published samples are no JSON; INDEX.md there says which.
        }
    }

    /// <param name="nested">Look into texts that are JSON: exports write inner objects so.</param>
    private static void Names(JsonElement element, ISet<string> into, bool nested)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                into.Add(property.Name);
                Names(property.Value, into, nested);
            }
        }
        else if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray())
            {
                Names(one, into, nested);
            }
        }
        else if (nested && element.ValueKind is JsonValueKind.String && element.GetString() is ['{', ..] inner)
        {
            TryNames(inner, into);
        }
    }
}
