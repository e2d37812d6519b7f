using System.Text.Json;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Keeps the Conditional Access policies that failed, were report-only and would have, or let the sign-in pass by an exclusion.</summary>
internal static class PolicyReading
{
    /// <summary>A tenant has about 240 policies at most; more than this many that matter to one sign-in tells nothing more.</summary>
    private const int MaxPolicies = 32;

    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (JsonText.ReadNested(ref reader) is { } text)
        {
            var nested = NestedJson.Reader(text);
            if (nested.Read())
            {
                Read(ref nested, ref fields);
            }

            return;
        }

        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (ReadOne(ref reader) is { } policy && IsTelling(policy) && (fields.Policies?.Count ?? 0) < MaxPolicies)
            {
                (fields.Policies ??= []).Add(policy);
            }
        }
    }

    private static bool IsTelling(AppliedPolicy policy) =>
        policy.PassedByExclusion || policy.Result.ToLowerInvariant() is "failure" or "reportonlyfailure" or "reportonlyinterrupted";

    private static AppliedPolicy? ReadOne(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? id = null, name = null, result = null;
        var excluded = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("policyId"u8))
            {
                reader.Read();
                id = JsonText.Read(ref reader) ?? id;
            }
            else if (reader.ValueTextEquals("displayName"u8))
            {
                reader.Read();
                name = JsonText.Read(ref reader);
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                result = JsonText.Read(ref reader);
            }
            else
            {
                var rules = reader.ValueTextEquals("excludeRulesSatisfied"u8);
                reader.Read();
                excluded |= IsFilledList(ref reader) && rules;
            }
        }

        return id is null || result is null ? null : new AppliedPolicy(id, name, result, excluded);
    }

    private static bool IsFilledList(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        var filled = false;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            filled = true;
            reader.Skip();
        }

        return filled;
    }
}
