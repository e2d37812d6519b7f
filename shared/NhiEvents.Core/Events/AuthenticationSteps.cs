using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Whether the steps of a sign-in show that multi-factor authentication was satisfied, now or by a claim in the token.</summary>
internal static class AuthenticationSteps
{
    public static bool MfaSucceeded(ref Utf8JsonReader reader)
    {
        if (JsonText.ReadNested(ref reader) is { } text)
        {
            var nested = NestedJson.Reader(text);
            return nested.Read() && MfaSucceeded(ref nested);
        }

        var done = false;
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return done;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            done |= StepIsMfa(ref reader);
        }

        return done;
    }

    /// <summary>True for "MFA requirement satisfied by claim in the token" and "MFA completed in Azure AD", false for "MFA required in Azure AD".</summary>
    public static bool SaysMfaDone(string? text) =>
        text is not null
        && text.Contains("MFA", StringComparison.Ordinal)
        && (text.Contains("satisfied", StringComparison.OrdinalIgnoreCase) || text.Contains("completed", StringComparison.OrdinalIgnoreCase));

    private static bool StepIsMfa(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var (succeeded, says) = (false, false);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("succeeded"u8))
            {
                reader.Read();
                succeeded = JsonText.ReadBool(ref reader) ?? false;
            }
            else
            {
                var result = reader.ValueTextEquals("authenticationStepResultDetail"u8);
                reader.Read();
                says |= SaysMfaDone(JsonText.Read(ref reader)) && result;
            }
        }

        return succeeded && says;
    }
}
