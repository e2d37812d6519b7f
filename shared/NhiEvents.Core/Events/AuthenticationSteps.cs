using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Whether the steps of a sign-in show that multi-factor authentication was satisfied, now or by a claim in the token.</summary>
internal static class AuthenticationSteps
{
    /// <summary>Reads all steps of the list that the reader has entered.</summary>
    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            fields.MfaStepSucceeded |= StepIsMfa(ref reader, ref fields);
        }
    }

    /// <summary>True for "MFA requirement satisfied by claim in the token" and "MFA completed in Azure AD", false for "MFA required in Azure AD".</summary>
    public static bool SaysMfaDone(string? text) =>
        text is not null
        && text.Contains("MFA", StringComparison.Ordinal)
        && (text.Contains("satisfied", StringComparison.OrdinalIgnoreCase) || text.Contains("completed", StringComparison.OrdinalIgnoreCase));

    private static bool StepIsMfa(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var (succeeded, says) = (false, false);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (JsonText.Is(ref reader, "succeeded"u8))
            {
                reader.Read();
                succeeded = JsonText.ReadBool(ref reader) ?? false;
            }
            else if (fields.StepTime is null && JsonText.Is(ref reader, "authenticationStepDateTime"u8))
            {
                reader.Read();
                fields.StepTime = JsonText.Read(ref reader);
            }
            else
            {
                var result = JsonText.Is(ref reader, "authenticationStepResultDetail"u8);
                reader.Read();
                says |= SaysMfaDone(JsonText.Read(ref reader)) && result;
            }
        }

        return succeeded && says;
    }
}
