using System.Text.Json;
using System.Text.RegularExpressions;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>What sort of credential was added.</summary>
public enum AddedKind
{
    Secret,

    Certificate,

    /// <summary>Tokens of another issuer are accepted.</summary>
    Federated,

    /// <summary>The row says that one was added, and not which.</summary>
    Undescribed,
}

/// <summary>One credential that a change added to an application or service principal.</summary>
/// <param name="Key">Key id; of a federated credential its issuer and subject; of an undescribed one the change's own key.</param>
internal sealed record AddedCredential(AddedKind Kind, string Key)
{
    /// <summary>As its creator called it.</summary>
    public string? Name { get; init; }
}

/// <summary>What one row of the audit log says was added, to which object. Pure.</summary>
public sealed partial record CredentialAddition(string TenantId, string ObjectId, string EventKey, string EventId, DateTimeOffset At)
{
    private const int MaxText = 256;

    private const int MaxAdded = 16;

    private const string Keys = "KeyDescription";

    private const string AddToServicePrincipal = "Add service principal credentials";

    private const string UpdateApplication = "Update application - Certificates and secrets management";

    private const string Federation = "FederatedIdentityCredentials";

    /// <summary>Microsoft's own application that renews the certificates of managed identities. Rows name it by id or, without one, by name.</summary>
    private const string Platform = "ef5d5c69-a5df-46bb-acaf-426f161a21a2";

    private const string PlatformName = "Managed Service Identity";

    /// <summary>One of the names of every managed identity begins so.</summary>
    private const string ManagedIdentityName = "https://identity.azure.net/";

    internal IReadOnlyList<AddedCredential> Added { get; init; } = [];

    internal string? ObjectName { get; init; }

    internal bool IsServicePrincipal { get; init; }

    /// <summary>Where the row names it.</summary>
    internal string? AppId { get; init; }

    internal DirectoryActor Actor { get; init; } = new(ActorKind.Unknown);

    /// <summary>What the change added, object by object; empty for nearly every change.</summary>
    public static IReadOnlyList<CredentialAddition> Of(DirectoryChanged change)
    {
        if (change.Result is not ("success" or ""))
        {
            return [];
        }

        List<CredentialAddition>? found = null;
        foreach (var target in change.Targets)
        {
            if (target.Id is { } id && IsApplication(target) && AddedTo(change, target) is { Count: > 0 } added && !IsPlatformRoll(change, target, added))
            {
                (found ??= []).Add(new CredentialAddition(change.TenantId, id, change.Key, change.Id, change.At)
                {
                    Added = added,
                    ObjectName = target.DisplayName,
                    IsServicePrincipal = target.Type.Equals("ServicePrincipal", StringComparison.OrdinalIgnoreCase),
                    AppId = AppIdOf(change, target),
                    Actor = change.Actor,
                });
            }
        }

        return found ?? (IReadOnlyList<CredentialAddition>)[];
    }

    private static bool IsApplication(ChangedObject target) =>
        target.Type.Equals("Application", StringComparison.OrdinalIgnoreCase) || target.Type.Equals("ServicePrincipal", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was added to one object. A row that does not describe it, or that was cut because it is too long, still says that there is something: silence would be a way past this.</summary>
    private static List<AddedCredential> AddedTo(DirectoryChanged change, ChangedObject target)
    {
        if (AddedTo(target) is { Count: > 0 } added)
        {
            return added;
        }

        var adds = change.Operation.Equals(AddToServicePrincipal, StringComparison.OrdinalIgnoreCase);
        var isUnclear = change.Cut.Count > 0 ? adds || change.Operation.Equals(UpdateApplication, StringComparison.OrdinalIgnoreCase) : adds && !Describes(target);
        return isUnclear ? [new AddedCredential(AddedKind.Undescribed, change.Key)] : [];
    }

    private static bool Describes(ChangedObject target) =>
        target.Properties.Any(property => (property.Name == Keys && KeysIn(property.NewValue).Any()) || (property.Name == Federation && TrustsIn(property.NewValue).Count > 0));

    private static List<AddedCredential> AddedTo(ChangedObject target)
    {
        var added = new List<AddedCredential>();
        foreach (var property in target.Properties)
        {
            if (property.Name == Keys)
            {
                var before = KeysIn(property.OldValue).Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
                added.AddRange(KeysIn(property.NewValue).Where(key => !before.Contains(key.Key)));
            }
            else if (property.Name == Federation)
            {
                var before = TrustsIn(property.OldValue).Select(trust => trust.Key).ToHashSet(StringComparer.Ordinal);
                added.AddRange(TrustsIn(property.NewValue).Where(trust => !before.Contains(trust.Key)));
            }
        }

        return [.. added.DistinctBy(one => one.Key).OrderBy(one => one.Key, StringComparer.Ordinal).Take(MaxAdded)];
    }

    /// <summary>The platform renews the certificate of a managed identity every few weeks; nobody else can add one there.</summary>
    private static bool IsPlatformRoll(DirectoryChanged change, ChangedObject target, List<AddedCredential> added) =>
        change.Actor.Kind is not ActorKind.User
        && added.TrueForAll(one => one.Kind is AddedKind.Certificate or AddedKind.Undescribed)
        && (change.Actor.AppId is { } app ? app.Equals(Platform, StringComparison.OrdinalIgnoreCase) : change.Actor.DisplayName == PlatformName)
        && target.Properties.Any(property => property.Name == "TargetId.ServicePrincipalNames" && (property.NewValue ?? property.OldValue)?.Contains(ManagedIdentityName, StringComparison.OrdinalIgnoreCase) is true);

    /// <summary>Such as <c>[KeyIdentifier=…,KeyType=Password,KeyUsage=Verify,DisplayName=…]</c>, in a list that is JSON or nearly so.</summary>
    private static IEnumerable<AddedCredential> KeysIn(string? text)
    {
        foreach (Match key in Description().Matches(text ?? ""))
        {
            var isSecret = key.Groups["type"].Value.Equals("Password", StringComparison.OrdinalIgnoreCase);
            yield return new AddedCredential(isSecret ? AddedKind.Secret : AddedKind.Certificate, key.Groups["id"].Value.ToLowerInvariant())
            {
                Name = key.Groups["name"].Value is { Length: > 0 } name ? Cut(name) : null,
            };
        }
    }

    /// <summary>What is no JSON names nothing that could be told from what was there before.</summary>
    private static IReadOnlyList<AddedCredential> TrustsIn(string? text)
    {
        try
        {
            using var json = JsonDocument.Parse(string.IsNullOrWhiteSpace(text) ? "[]" : text);
            return json.RootElement.ValueKind is not JsonValueKind.Array ? [] :
            [
                .. from trust in json.RootElement.EnumerateArray()
                   where trust.ValueKind is JsonValueKind.Object
                   select new AddedCredential(AddedKind.Federated, $"{TextOf(trust, "Issuer")} {TextOf(trust, "Subject")}") { Name = TextOf(trust, "Name") },
            ];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.EnumerateObject().FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } text ? Cut(text.GetString()!) : null;

    private static string? AppIdOf(DirectoryChanged change, ChangedObject target)
    {
        var named = target.Properties.FirstOrDefault(property => property.Name is "TargetId.ServicePrincipalNames" or "AppId");
        var text = named?.NewValue ?? named?.OldValue ?? change.Details.FirstOrDefault(detail => detail.Name == "AppId")?.Value;
        return text is not null && AnyId().Match(text) is { Success: true } id ? id.Value.ToLowerInvariant() : null;
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];

    [GeneratedRegex(@"\[KeyIdentifier=(?<id>[0-9a-fA-F-]{36}),KeyType=(?<type>[A-Za-z0-9]+),KeyUsage=[A-Za-z]+(?:,DisplayName=(?<name>[^\]""]*))?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Description();

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyId();
}
