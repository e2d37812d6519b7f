using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Changes that are known to come, with their dates: versioned data (planned-changes.json).</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PlannedChanges
{
    internal const string ResourceName = "NhiEvents.Core.Detection.planned-changes.json";

    private static readonly Lazy<PlannedChanges> LazyShipped = new(() => DataFile.LoadShipped(ResourceName, "planned-changes.json", Load));

    private readonly Dictionary<string, PlannedChange> _byId;
    private readonly PlannedChange[] _ofUsers;
    private readonly PlannedChange? _ofReports;
    private readonly PlannedChange? _ofAzure;

    private PlannedChanges(PlannedChangeFile file)
    {
        Version = file.Version;
        All = file.Changes;
        _byId = file.Changes.ToDictionary(change => change.Id, StringComparer.Ordinal);
        _ofUsers = [.. file.Changes.Where(change => change.When is { ReportOnly: false, AzureChange: false })];
        _ofReports = file.Changes.FirstOrDefault(change => change.When.ReportOnly);
        _ofAzure = file.Changes.FirstOrDefault(change => change.When.AzureChange);
    }

    /// <summary>The changes that come with the product.</summary>
    public static PlannedChanges Shipped => LazyShipped.Value;

    public string Version { get; }

    public IReadOnlyList<PlannedChange> All { get; }

    /// <summary>Null for one that the data no longer has.</summary>
    public PlannedChange? Find(string? id) => id is null ? null : _byId.GetValueOrDefault(id);

    /// <summary>Which changes a successful sign-in shows to be coming for its identity. Mostly none, and cheap then.</summary>
    public IEnumerable<BreakSign> SignsOf(SignIn signIn)
    {
        var isUser = signIn.Kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser;
        if (_ofReports is { } reports)
        {
            foreach (var policy in signIn.Policies)
            {
                if (WouldHaveFailed(policy.Result, isUser))
                {
                    yield return BreakSign.Of(reports, signIn, policy);
                }
            }
        }

        if (!isUser || signIn.MfaSatisfied)
        {
            yield break;
        }

        foreach (var change in _ofUsers)
        {
            if (change.When.Concerns(signIn))
            {
                yield return BreakSign.Of(change, signIn, null);
            }
        }
    }

    /// <summary>Which change a change in Azure without a second factor shows to be coming; null when the data has none.</summary>
    public BreakSign? SignOf(ResourceChanged changed) => _ofAzure is null ? null : BreakSign.Of(_ofAzure, changed);

    /// <exception cref="InvalidDataException">The file has faults; the message lists all of them.</exception>
    public static PlannedChanges Load(Stream json, string name)
    {
        var file = DataFile.Parse(json, name, PlannedChangeJson.Default.PlannedChangeFile);
        var faults = file?.Faults().ToList() ?? ["the file holds null"];
        return file is not null && faults.Count == 0 ? new PlannedChanges(file) : throw DataFile.Faulty(name, faults);
    }

    /// <summary>An interruption asks a user for something, which a program cannot answer; a service principal is never asked.</summary>
    private static bool WouldHaveFailed(string result, bool isUser) =>
        result.Equals("reportOnlyFailure", StringComparison.OrdinalIgnoreCase) || (isUser && result.Equals("reportOnlyInterrupted", StringComparison.OrdinalIgnoreCase));
}

/// <summary>The file as written.</summary>
internal sealed record PlannedChangeFile(int SchemaVersion, string Version, IReadOnlyList<PlannedChange> Changes)
{
    public IEnumerable<string> Faults()
    {
        foreach (var fault in DataFile.HeadFaults(SchemaVersion, expected: 1, Version))
        {
            yield return fault;
        }

        foreach (var twice in Changes.GroupBy(change => change.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"changes: '{twice.Key}' is there {twice.Count()} times";
        }

        foreach (var change in Changes)
        {
            if (string.IsNullOrWhiteSpace(change.Id) || string.IsNullOrWhiteSpace(change.Name) || string.IsNullOrWhiteSpace(change.Breaks))
            {
                yield return $"changes: '{change.Id}' lacks an id, a name or what it breaks";
            }

            if (change.When.IsEmpty)
            {
                yield return $"changes: '{change.Id}' has no condition, so every sign-in would show it";
            }

            if (change.GivesWayTo is { } other && !Changes.Any(certain => certain.Id == other && certain.When.AzureChange))
            {
                yield return $"changes: '{change.Id}' gives way to '{other}', which is no change with the condition azureChange";
            }

            if (change.Final < change.From)
            {
                yield return $"changes: '{change.Id}' is final before it begins";
            }

            if (!change.ReplaceAccount && change.Remedies.Count == 0)
            {
                yield return $"changes: '{change.Id}' names nothing to do";
            }
        }

        if (Changes.Count(change => change.When.ReportOnly) > 1)
        {
            yield return "changes: only one can have the condition reportOnly";
        }

        if (Changes.Count(change => change.When.AzureChange) > 1)
        {
            yield return "changes: only one can have the condition azureChange";
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(CamelCase<Certainty>)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(PlannedChangeFile))]
internal sealed partial class PlannedChangeJson : JsonSerializerContext;
