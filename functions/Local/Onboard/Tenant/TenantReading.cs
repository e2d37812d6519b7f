using System.Text.Json;
using NhiEvents.Azure.Graph;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Ports;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard.Tenant;

/// <summary>What is asked of a tenant.</summary>
/// <param name="Back">How far the logs are read back.</param>
/// <param name="MostRows">Of each log.</param>
internal sealed record TenantRequest(string TenantId, TimeSpan Back, long MostRows);

/// <summary>A tenant as files, just as a person would have exported them: from here on it is read like any export.</summary>
/// <param name="Checks">What the tenant allows.</param>
/// <param name="Logs">Files or nothing.</param>
/// <param name="Directory">Files or nothing.</param>
/// <param name="Policies">Null: they could not be read.</param>
/// <param name="Gaps">What is not whole, one sentence each.</param>
internal sealed record TenantReading(IReadOnlyList<TenantCheck> Checks, IReadOnlyList<string> Logs, IReadOnlyList<string> Directory, IReadOnlyList<ExportedPolicy>? Policies, IReadOnlyList<string> Gaps)
{
    private static readonly IReadOnlyList<ExportSource> OfDirectory = [ExportSource.Users, ExportSource.ServicePrincipals, ExportSource.Applications, ExportSource.Activities];

    /// <param name="logFolder">For rows, which hold people.</param>
    /// <param name="directoryFolder">For everything else.</param>
    /// <exception cref="HostRefusalException">Nothing at all can be read, or the sign-in is for another tenant.</exception>
    public static async Task<TenantReading> RunAsync(TenantConnection tenant, TenantRequest request, string logFolder, string directoryFolder, TextWriter output, CancellationToken ct)
    {
        await CheckTenantAsync(tenant, request.TenantId, ct);
        var checks = await TenantProbe.RunAsync(tenant, ct);
        var readable = checks.Where(check => check.Answer is TenantAnswer.Yes).Select(check => check.Subject).ToHashSet(StringComparer.Ordinal);
        var gaps = new List<string>();
        var rows = 0L;
        foreach (var (log, (name, _, _)) in TenantProbe.Logs.Where(entry => readable.Contains(entry.Value.Name)))
        {
            await output.WriteLineAsync($"Reading {name} …");
            var coverage = await new LogDownload(tenant.Logs, tenant.Time, logFolder).ReadAsync(log, tenant.Time.GetUtcNow(), request.Back, request.MostRows, ct);
            rows += coverage.Rows;
            if (coverage.Why is { } why)
            {
                gaps.Add($"All {name} before {Words.Minute(coverage.CompleteSince)} UTC: {why}.");
            }
        }

        foreach (var collection in OfDirectory.Where(collection => readable.Contains(collection.Name)))
        {
            await output.WriteLineAsync($"Reading {collection.Name} …");
            await SaveAsync(tenant.Export, collection, directoryFolder, gaps, ct);
        }

        var policies = readable.Contains(ExportSource.Policies.Name) ? await PoliciesAsync(tenant, directoryFolder, gaps, ct) : null;
        return new TenantReading(checks, rows == 0 ? [] : [logFolder], System.IO.Directory.EnumerateFiles(directoryFolder).Any() ? [directoryFolder] : [], policies, gaps);
    }

    private static async Task CheckTenantAsync(TenantConnection tenant, string wanted, CancellationToken ct)
    {
        try
        {
            var actual = await tenant.Export.ReadTenantIdAsync(ct);
            if (!string.Equals(actual, wanted, StringComparison.OrdinalIgnoreCase))
            {
                throw new HostRefusalException($"The sign-in is for tenant {actual}, not for {wanted}. Sign in to that one: az login --tenant {wanted}");
            }
        }
        catch (EntraException e) when (e.Fault is not EntraFault.Forbidden)
        {
            throw new HostRefusalException($"{e.Message} Sign in first (az login --tenant {wanted}), or set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_CERTIFICATE_PATH of an application.");
        }
        catch (EntraException)
        {
            // An application may read its logs without reading its tenant's name: the token's own tenant is what the credential was made for.
        }
    }

    private static async Task SaveAsync(TenantExport export, ExportSource collection, string folder, List<string> gaps, CancellationToken ct)
    {
        var page = 0;
        try
        {
            await foreach (var body in export.ReadAsync(collection, ct))
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{collection.Name.Replace(' ', '-')}-{page++:d4}.json"), body, ct);
            }
        }
        catch (EntraException e)
        {
            gaps.Add($"All {collection.Name}: {e.Message}");
        }
    }

    private static async Task<IReadOnlyList<ExportedPolicy>?> PoliciesAsync(TenantConnection tenant, string folder, List<string> gaps, CancellationToken ct)
    {
        var policies = new List<ExportedPolicy>();
        try
        {
            await foreach (var page in tenant.Export.ReadAsync(ExportSource.Policies, ct))
            {
                policies.AddRange(PolicyExport.ReadPage(page));
            }
        }
        catch (EntraException e)
        {
            gaps.Add($"All {ExportSource.Policies.Name}: {e.Message}");
            return null;
        }

        var groups = policies.Where(policy => policy.Enforced).SelectMany(policy => policy.Ways).Where(way => way.Kind is WayOutKind.Group).Select(way => way.Subject).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, group) in groups.Index())
        {
            await SaveMembersAsync(tenant.Directory, group, Path.Combine(folder, $"group-{number:d4}.json"), gaps, ct);
        }

        return policies;
    }

    /// <summary>The group as an export with its members would be.</summary>
    private static async Task SaveMembersAsync(IDirectory directory, string group, string path, List<string> gaps, CancellationToken ct)
    {
        try
        {
            var members = await directory.ListMembersAsync(group, transitive: true, ct).ToListAsync(ct);
            await using var file = File.Create(path);
            await using var json = new Utf8JsonWriter(file);
            json.WriteStartObject();
            json.WriteString("id", group);
            json.WriteStartArray("members");
            foreach (var member in members)
            {
                json.WriteStartObject();
                json.WriteString("id", member.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
        catch (EntraException e)
        {
            gaps.Add($"Who is in the excluded group {group}: {e.Message}");
        }
    }
}
