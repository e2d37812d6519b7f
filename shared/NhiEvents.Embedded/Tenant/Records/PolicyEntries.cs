using System.Buffers;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Entries of <c>appliedConditionalAccessPolicies</c>. Few differ in a tenant's day, so each is written once and kept.</summary>
internal sealed class PolicyEntries
{
    private const int MaxKept = 50_000;

    private static readonly (GrantControls Control, string Name)[] Names =
    [
        (GrantControls.Block, "Block"), (GrantControls.Mfa, "Mfa"), (GrantControls.CompliantDevice, "RequireCompliantDevice"),
        (GrantControls.DomainJoinedDevice, "RequireDomainJoinedDevice"), (GrantControls.ApprovedApplication, "RequireApprovedApp"),
        (GrantControls.CompliantApplication, "RequireCompliantApp"), (GrantControls.PasswordChange, "PasswordChange"),
        (GrantControls.TermsOfUse, "TermsOfUse"), (GrantControls.CustomControl, "CustomControl"),
    ];

    private readonly Dictionary<PolicyResult, byte[]> _entries = [];

    public void Write(Utf8JsonWriter json, PolicyResult[] results)
    {
        foreach (var result in results)
        {
            json.WriteRawValue(EntryOf(result), skipInputValidation: true);
        }
    }

    private byte[] EntryOf(PolicyResult result)
    {
        if (!_entries.TryGetValue(result, out var entry))
        {
            if (_entries.Count >= MaxKept)
            {
                _entries.Clear();
            }

            _entries[result] = entry = Encode(result);
        }

        return entry;
    }

    private static byte[] Encode(PolicyResult result)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = RecordWriter.Escaping });
        var (policy, scope) = (result.Policy, result.Scope);
        json.WriteStartObject();
        json.WriteString("id", policy.Id);
        json.WriteString("displayName", policy.DisplayName);
        json.WriteStartArray("enforcedGrantControls");
        foreach (var (control, name) in Names)
        {
            if (policy.Controls.HasFlag(control))
            {
                json.WriteStringValue(name);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("enforcedSessionControls");
        if (policy.SignInFrequency is not null)
        {
            json.WriteStringValue("SignInFrequency");
        }

        json.WriteEndArray();
        json.WriteString("result", result.Text);
        json.WriteNumber("conditionsSatisfied", (int)scope.Satisfied);
        json.WriteNumber("conditionsNotSatisfied", (int)scope.Unsatisfied);
        Rules(json, "includeRulesSatisfied", policy.Workloads is null ? "users" : "client", scope.Match.Include);
        Rules(json, "excludeRulesSatisfied", ConditionOf(scope.ExcludedBy), scope.ExcludeRule);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Rules(Utf8JsonWriter json, string name, string condition, RuleKind rule)
    {
        json.WriteStartArray(name);
        if (rule is not RuleKind.None)
        {
            json.WriteStartObject();
            json.WriteString("conditionalAccessCondition", condition);
            json.WriteString("ruleSatisfied", CamelCase.Of(rule));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string ConditionOf(PolicyConditions condition) => condition switch
    {
        PolicyConditions.Users => "users",
        PolicyConditions.Application => "application",
        PolicyConditions.Location => "location",
        PolicyConditions.Device => "deviceState",
        PolicyConditions.DevicePlatform => "devicePlatform",
        PolicyConditions.Client => "client",
        _ => "none",
    };
}
