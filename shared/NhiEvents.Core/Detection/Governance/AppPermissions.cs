using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Which application permissions make a stolen credential worse: versioned data (app-permissions.json).</summary>
/// <remarks>Immutable. Critical: its holder can make itself administrator. High: it writes, or reads what people wrote to each other.</remarks>
internal sealed class AppPermissions
{
    internal const string ResourceName = "NhiEvents.Core.Detection.app-permissions.json";

    private static readonly Lazy<AppPermissions> LazyShipped = new(() => DataFile.LoadShipped(ResourceName, "app-permissions.json", Load));

    private readonly AppPermissionFile _file;

    private AppPermissions(AppPermissionFile file) => _file = file;

    /// <summary>The permissions that come with the product.</summary>
    public static AppPermissions Shipped => LazyShipped.Value;

    public string Version => _file.Version;

    /// <summary>How bad a credential in wrong hands is, with the names of the permissions that say so.</summary>
    /// <param name="roleIds">What the application was granted; null: nobody said.</param>
    public (Severity Severity, IReadOnlyList<string> Names) Judge(IReadOnlyList<string>? roleIds)
    {
        if (roleIds is null)
        {
            return (Severity.High, []);
        }

        var critical = Named(_file.Critical, roleIds);
        var high = Named(_file.High, roleIds);
        return critical.Count > 0 ? (Severity.Critical, critical) : high.Count > 0 ? (Severity.High, high) : (Severity.Medium, []);
    }

    /// <exception cref="InvalidDataException">The file has faults; the message lists all of them.</exception>
    public static AppPermissions Load(Stream json, string name)
    {
        var file = DataFile.Parse(json, name, AppPermissionJson.Default.AppPermissionFile);
        var faults = file?.Faults().ToList() ?? ["the file holds null"];
        return file is not null && faults.Count == 0 ? new AppPermissions(file) : throw DataFile.Faulty(name, faults);
    }

    private static List<string> Named(IReadOnlyDictionary<string, string> tier, IReadOnlyList<string> roleIds) =>
        [.. roleIds.Select(id => tier.GetValueOrDefault(id.ToLowerInvariant())).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>The file as written: ids of application permissions (app roles), with their names.</summary>
internal sealed record AppPermissionFile(int SchemaVersion, string Version, IReadOnlyDictionary<string, string> Critical, IReadOnlyDictionary<string, string> High)
{
    public IEnumerable<string> Faults()
    {
        foreach (var fault in DataFile.HeadFaults(SchemaVersion, expected: 1, Version))
        {
            yield return fault;
        }

        foreach (var id in Critical.Keys.Concat(High.Keys).Where(id => !Guid.TryParseExact(id, "D", out var role) || id != role.ToString("D")))
        {
            yield return $"'{id}' is no app role id in lower case";
        }

        foreach (var id in Critical.Keys.Intersect(High.Keys))
        {
            yield return $"'{id}' is in both lists";
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(AppPermissionFile))]
internal sealed partial class AppPermissionJson : JsonSerializerContext;
