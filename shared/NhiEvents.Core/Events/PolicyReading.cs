using System.Text;
using System.Text.Json;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Keeps the Conditional Access policies that failed, were report-only and would have, let the sign-in pass by an exclusion, or were met.</summary>
/// <remarks>
/// A policy that was met proves the end of an exception from it. Such entries take about 100 bytes each, because they come without their names; a row of
/// automation has few of them, and more than <see cref="MaxMet"/> are left out.
/// </remarks>
internal static class PolicyReading
{
    /// <summary>A tenant has about 240 policies at most; more than this many that matter to one sign-in tells nothing more.</summary>
    private const int MaxPolicies = 32;

    /// <summary>What is left out of these only delays a proof.</summary>
    private const int MaxMet = 8;

    /// <summary>Reads all entries of the list that the reader has entered.</summary>
    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        var met = 0;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                fields.LacksPolicies |= reader.TokenType is JsonTokenType.String;
                reader.Skip();
                continue;
            }

            // Most entries tell nothing: texts are made only for those that do, in a second look.
            var again = reader;
            var telling = IsTelling(ref reader, out var excluded, out var success);
            if ((telling ? (fields.Policies?.Count ?? 0) - met < MaxPolicies : success && met < MaxMet) && ReadOne(ref again, excluded) is { } policy)
            {
                met += telling ? 0 : 1;
                (fields.Policies ??= []).Add(telling ? policy : policy with { DisplayName = null });
            }
        }
    }

    private static bool IsTelling(ref Utf8JsonReader reader, out bool excluded, out bool success)
    {
        excluded = success = false;
        var failed = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (JsonText.Is(ref reader, "result"u8))
            {
                reader.Read();
                failed = reader.TokenType is JsonTokenType.String && IsFailure(reader.ValueSpan);
                success = reader.TokenType is JsonTokenType.String && Ascii.EqualsIgnoreCase(reader.ValueSpan, "success"u8);
                reader.Skip();
            }
            else
            {
                var rules = JsonText.Is(ref reader, "excludeRulesSatisfied"u8);
                reader.Read();
                excluded |= IsFilledList(ref reader) && rules;
            }
        }

        return failed || excluded;
    }

    private static bool IsFailure(ReadOnlySpan<byte> result) =>
        Ascii.EqualsIgnoreCase(result, "failure"u8) || Ascii.EqualsIgnoreCase(result, "reportOnlyFailure"u8) || Ascii.EqualsIgnoreCase(result, "reportOnlyInterrupted"u8);

    private static AppliedPolicy? ReadOne(ref Utf8JsonReader reader, bool excluded)
    {
        string? id = null, name = null, result = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (JsonText.Is(ref reader, "id"u8) || JsonText.Is(ref reader, "policyId"u8))
            {
                reader.Read();
                id = JsonText.Read(ref reader) ?? id;
            }
            else if (JsonText.Is(ref reader, "displayName"u8))
            {
                reader.Read();
                name = JsonText.Read(ref reader);
            }
            else
            {
                var isResult = JsonText.Is(ref reader, "result"u8);
                reader.Read();
                result = isResult ? JsonText.Read(ref reader) : result;
                reader.Skip();
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
