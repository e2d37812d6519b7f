using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Directory;

/// <summary>One object of a directory export. Member names in any case: Graph and Azure CLI write <c>appId</c>, PowerShell <c>AppId</c>.</summary>
internal static class DirectoryObject
{
    /// <summary>Every entry of the report of sign-in activities has it, and no other object.</summary>
    private const string ActivityMember = "applicationAuthenticationClientSignInActivity";

    private const int MaxOwners = 3;

    private const int MaxCredentials = 50;

    private const int MaxRoles = 100;

    private const int MaxText = 256;

    /// <returns>Why it cannot be used; null when it was taken.</returns>
    public static string? Read(JsonElement json, DirectoryExport into)
    {
        var type = Text(json, "@odata.type")?.Split('.')[^1];
        var (id, app, upn) = (IdOf(Text(json, "id") ?? Text(json, "externalDirectoryObjectId")), IdOf(Text(json, "appId")), Text(json, "userPrincipalName"));
        if (Has(json, "members") || type == "group" || Has(json, "groupTypes"))
        {
            into.AddGroup(id, Text(json, "displayName"), [.. Items(json, "members").Select(member => IdOf(Text(member, "id"))).OfType<string>()], WholeText(json, "membershipRule"));
            return id is null && Text(json, "displayName") is null ? "a group without id and name" : null;
        }

        if (type == "conditionalAccessPolicy" || (Has(json, "conditions") && Has(json, "state")))
        {
            if (id is null)
            {
                return "a policy without id";
            }

            into.AddPolicy(json);
            return null;
        }

        if (type is "ipNamedLocation" or "countryNamedLocation" || Has(json, "ipRanges") || Has(json, "countriesAndRegions"))
        {
            if (id is null)
            {
                return "a named location without id";
            }

            into.AddLocation(json);
            return null;
        }

        if (app is not null && Has(json, ActivityMember))
        {
            into.AddActivity(app, Activity(json));
            return null;
        }

        if (app is not null)
        {
            return Application(json, type, id, app, into);
        }

        if (upn is null)
        {
            return id is null ? "neither user, service principal, application nor group: no id, appId or userPrincipalName" : "an object without appId and userPrincipalName; export these properties too";
        }

        into.AddPrincipal(Common(json, type) with
        {
            Id = id,
            UserPrincipalName = upn,
            UserType = Text(json, "userType"),
            OnPremises = Flag(json, "onPremisesSyncEnabled") ?? (Text(json, "onPremisesSecurityIdentifier") is not null ? true : null),
            SamAccountName = Text(json, "onPremisesSamAccountName"),
            OnPremisesSid = Text(json, "onPremisesSecurityIdentifier"),
            MailboxType = Text(json, "recipientTypeDetails") ?? Purpose(json),
        });
        return null;
    }

    private static string? Application(JsonElement json, string? type, string? id, string app, DirectoryExport into)
    {
        var facts = Common(json, type) with { Id = id, AppId = app, Credentials = [.. Credentials(json)] };
        if (type == "application" || type == "agentIdentityBlueprint" || (type is null && !Has(json, "servicePrincipalType") && !Has(json, "servicePrincipalNames") && !Has(json, "appOwnerOrganizationId")))
        {
            into.AddApplication(facts);
            return null;
        }

        if (id is null)
        {
            return "a service principal without id";
        }

        into.AddPrincipal(facts with
        {
            AppOwnerTenantId = IdOf(Text(json, "appOwnerOrganizationId")),
            ServicePrincipalType = Text(json, "servicePrincipalType") ?? "Application",
            AppRoles = Has(json, "appRoleAssignments") ? [.. Items(json, "appRoleAssignments").Select(role => IdOf(Text(role, "appRoleId"))).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(MaxRoles)] : null,
            CreatedAt = TimeOf(json, "createdDateTime"),
            Saml = Has(json, "preferredSingleSignOnMode") ? string.Equals(Text(json, "preferredSingleSignOnMode"), "saml", StringComparison.OrdinalIgnoreCase) : null,
            Tags = [.. Items(json, "tags").Where(tag => tag.ValueKind is JsonValueKind.String).Select(TryText).OfType<string>().Select(Cut).Where(IsOwn).Take(MaxOwners)],
        });
        return null;
    }

    /// <summary>One entry of <c>reports/servicePrincipalSignInActivities</c>; an entry does not say when it was read.</summary>
    private static ActivityFacts Activity(JsonElement json) => new(DateTimeOffset.MinValue)
    {
        AppOnlyClient = LastOf(json, ActivityMember),
        AppOnlyResource = LastOf(json, "applicationAuthenticationResourceSignInActivity"),
        DelegatedClient = LastOf(json, "delegatedClientSignInActivity"),
        DelegatedResource = LastOf(json, "delegatedResourceSignInActivity"),
    };

    private static DateTimeOffset? LastOf(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.Object } activity ? TimeOf(activity, "lastSignInDateTime") : null;

    private static IdentityFacts Common(JsonElement json, string? type) => new()
    {
        DisplayName = Text(json, "displayName"),
        AccountEnabled = Flag(json, "accountEnabled"),
        ObjectType = type,
        Owner = Owners(json),
    };

    /// <summary>The platform marks objects with tags of its own, which tell a reader nothing.</summary>
    private static bool IsOwn(string tag) => !tag.StartsWith("WindowsAzureActiveDirectory", StringComparison.Ordinal) && !tag.StartsWith("HideApp", StringComparison.Ordinal);

    private static string? Purpose(JsonElement json) => Member(json, "mailboxSettings") is { ValueKind: JsonValueKind.Object } settings
        ? Member(settings, "userPurpose") is { ValueKind: JsonValueKind.Object } purpose ? Text(purpose, "value") : Text(settings, "userPurpose")
        : null;

    private static string? Owners(JsonElement json)
    {
        var names = Items(json, "owners").Select(owner => Text(owner, "displayName") ?? Text(owner, "userPrincipalName") ?? IdOf(Text(owner, "id"))).OfType<string>().Take(MaxOwners).ToList();
        return names.Count == 0 ? null : string.Join(", ", names);
    }

    private static IEnumerable<CredentialFacts> Credentials(JsonElement json) =>
        new[] { ("passwordCredentials", "secret"), ("keyCredentials", "certificate") }
            .SelectMany(list => Items(json, list.Item1).Select(item => (Item: item, Type: list.Item2)))
            .Where(entry => IdOf(Text(entry.Item, "keyId")) is not null)
            .Take(MaxCredentials)
            .Select(entry => new CredentialFacts(IdOf(Text(entry.Item, "keyId"))!, entry.Type) { DisplayName = Text(entry.Item, "displayName"), EndsAt = Time(entry.Item) });

    private static DateTimeOffset? Time(JsonElement credential) => TimeOf(credential, "endDateTime");

    private static DateTimeOffset? TimeOf(JsonElement json, string name) =>
        Text(json, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end) ? end : null;

    private static string? IdOf(string? text) => Guid.TryParseExact(text, "D", out var id) ? id.ToString("D") : null;

    private static bool Has(JsonElement json, string name) => Member(json, name) is not null;

    private static JsonElement? Member(JsonElement json, string name)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (json.TryGetProperty(name, out var exact))
        {
            return exact;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }

    private static string? Text(JsonElement json, string name) =>
        WholeText(json, name) is { } found ? Cut(found) : null;

    private static string? WholeText(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text && TryText(text) is { Length: > 0 } found ? found : null;

    /// <summary>Null for text that is no Unicode (half a surrogate pair).</summary>
    private static string? TryText(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];

    private static bool? Flag(JsonElement json, string name) => Member(json, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static List<JsonElement> Items(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
