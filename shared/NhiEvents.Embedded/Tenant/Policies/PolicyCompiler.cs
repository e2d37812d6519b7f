using System.Collections.Frozen;
using System.Text.Json;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Reads Graph's JSON of a policy. Properties that this build does not know are left alone.</summary>
internal static class PolicyCompiler
{
    private static readonly FrozenDictionary<string, GrantControls> Controls = new Dictionary<string, GrantControls>
    {
        ["block"] = GrantControls.Block,
        ["mfa"] = GrantControls.Mfa,
        ["compliantDevice"] = GrantControls.CompliantDevice,
        ["domainJoinedDevice"] = GrantControls.DomainJoinedDevice,
        ["approvedApplication"] = GrantControls.ApprovedApplication,
        ["compliantApplication"] = GrantControls.CompliantApplication,
        ["passwordChange"] = GrantControls.PasswordChange,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="FormatException">It is no policy; says what is wrong with it.</exception>
    public static CompiledPolicy Compile(string id, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Compile(id, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"Policy {id}: {e.Message}", e);
        }
    }

    private static CompiledPolicy Compile(string id, JsonElement policy)
    {
        var conditions = policy.GetProperty("conditions");
        var users = Child(conditions, "users");
        var name = policy.GetProperty("displayName").GetString() ?? "";
        var (controls, any, terms, strength) = Grant(Child(policy, "grantControls"));
        return new CompiledPolicy
        {
            Id = id,
            DisplayName = name,
            State = policy.GetProperty("state").GetString() switch
            {
                "enabled" => PolicyState.Enabled,
                "enabledForReportingButNotEnforced" => PolicyState.ReportOnly,
                "disabled" => PolicyState.Disabled,
                var other => throw new FormatException($"Policy {id}: state '{other}' is not one of enabled, disabled, enabledForReportingButNotEnforced."),
            },
            Users = Users(users),
            Workloads = Workloads(Child(conditions, "clientApplications")),
            Applications = Applications(Child(conditions, "applications")),
            ClientApps = Without(Set(conditions, "clientAppTypes"), "all"),
            Platforms = new ListCondition(Without(Set(Child(conditions, "platforms"), "includePlatforms"), "all"), Set(Child(conditions, "platforms"), "excludePlatforms")),
            Locations = new LocationCondition(Set(Child(conditions, "locations"), "includeLocations"), Set(Child(conditions, "locations"), "excludeLocations")),
            Devices = Devices(Child(Child(conditions, "devices"), "deviceFilter")),
            SignInRisks = Set(conditions, "signInRiskLevels"),
            UserRisks = Set(conditions, "userRiskLevels"),
            WorkloadRisks = Set(conditions, "servicePrincipalRiskLevels"),
            Flows = Flows(Child(conditions, "authenticationFlows")),
            Controls = controls,
            AnyControl = any,
            TermsOfUse = terms,
            StrengthId = strength,
            SignInFrequency = Frequency(Child(Child(policy, "sessionControls"), "signInFrequency")),
        };
    }

    private static UserCondition Users(JsonElement users) => new(
        Without(Set(users, "includeUsers"), "None"),
        Set(users, "includeGroups"),
        Set(users, "includeRoles"),
        Child(users, "includeGuestsOrExternalUsers").ValueKind is JsonValueKind.Object || Set(users, "includeUsers").Contains("GuestsOrExternalUsers"),
        Set(users, "excludeUsers"),
        Set(users, "excludeGroups"),
        Set(users, "excludeRoles"),
        Child(users, "excludeGuestsOrExternalUsers").ValueKind is JsonValueKind.Object || Set(users, "excludeUsers").Contains("GuestsOrExternalUsers"));

    private static WorkloadCondition? Workloads(JsonElement clients)
    {
        var include = Without(Set(clients, "includeServicePrincipals"), "None");
        if (include.Count == 0)
        {
            return null;
        }

        var filter = Child(clients, "servicePrincipalFilter");
        return new WorkloadCondition(include, Set(clients, "excludeServicePrincipals"), Rule(filter), Excludes(filter));
    }

    private static ApplicationCondition Applications(JsonElement applications) => new(
        Without(Set(applications, "includeApplications"), "None"),
        Set(applications, "excludeApplications"),
        Set(applications, "includeUserActions"));

    private static DeviceCondition? Devices(JsonElement filter) => Rule(filter) is { } rule ? new DeviceCondition(rule, Excludes(filter)) : null;

    private static RuleExpression? Rule(JsonElement filter) =>
        filter.ValueKind is JsonValueKind.Object && filter.TryGetProperty("rule", out var rule) && rule.GetString() is { Length: > 0 } text ? RuleParser.Parse(text) : null;

    private static bool Excludes(JsonElement filter) => filter.ValueKind is JsonValueKind.Object && filter.TryGetProperty("mode", out var mode) && mode.GetString() == "exclude";

    private static (GrantControls Controls, bool Any, FrozenSet<string> Terms, string? Strength) Grant(JsonElement grant)
    {
        var controls = Set(grant, "builtInControls").Aggregate(GrantControls.None, (all, one) => all | Controls.GetValueOrDefault(one));
        var terms = Set(grant, "termsOfUse");
        var strength = Child(grant, "authenticationStrength") is { ValueKind: JsonValueKind.Object } given ? given.GetProperty("id").GetString() : null;
        controls |= terms.Count > 0 ? GrantControls.TermsOfUse : 0;
        controls |= Set(grant, "customAuthenticationFactors").Count > 0 ? GrantControls.CustomControl : 0;
        controls |= strength is not null ? GrantControls.Strength : 0;
        return (controls, grant.ValueKind is JsonValueKind.Object && grant.TryGetProperty("operator", out var joined) && joined.GetString() == "OR", terms, strength);
    }

    /// <summary>One string or several: the documentation shows both.</summary>
    private static FrozenSet<string> Flows(JsonElement flows) =>
        flows.ValueKind is JsonValueKind.Object && flows.TryGetProperty("transferMethods", out var methods) && methods.ValueKind is JsonValueKind.String
            ? methods.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(one => one != "none").ToFrozenSet(StringComparer.Ordinal)
            : Without(Set(flows, "transferMethods"), "none");

    private static TimeSpan? Frequency(JsonElement frequency)
    {
        if (frequency.ValueKind is not JsonValueKind.Object || (frequency.TryGetProperty("isEnabled", out var enabled) && enabled.ValueKind is JsonValueKind.False))
        {
            return null;
        }

        if (frequency.TryGetProperty("frequencyInterval", out var interval) && interval.GetString() == "everyTime")
        {
            return TimeSpan.Zero;
        }

        var value = frequency.TryGetProperty("value", out var number) && number.ValueKind is JsonValueKind.Number ? number.GetInt32() : 0;
        return value == 0 ? null : frequency.GetProperty("type").GetString() == "days" ? TimeSpan.FromDays(value) : TimeSpan.FromHours(value);
    }

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    private static FrozenSet<string> Set(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()!).ToFrozenSet(StringComparer.OrdinalIgnoreCase)
            : FrozenSet<string>.Empty;

    private static FrozenSet<string> Without(FrozenSet<string> set, string word) =>
        set.Contains(word) ? set.Where(one => !string.Equals(one, word, StringComparison.OrdinalIgnoreCase)).ToFrozenSet(StringComparer.OrdinalIgnoreCase) : set;
}
