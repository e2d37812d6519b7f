using System.Collections.Frozen;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>One spelling for values that the portal's CSV writes as words and the other schemas as camel case.</summary>
internal static class Vocabulary
{
    private static readonly FrozenDictionary<string, string> Known = new[]
    {
        "none", "ropc", "deviceCode", "oAuth2", "wsFederation", "saml20", "saml11", "authenticationTransfer",
        "primaryRefreshToken", "remoteDesktopToken", "refreshToken", "singleFactorAuthentication", "multiFactorAuthentication", "passwordless",
        "success", "failure", "notApplied", "deviceCodeFlow", "clientSecret", "clientAssertion", "federatedIdentityCredential", "managedIdentity", "certificate",
    }.ToFrozenDictionary(Letters, StringComparer.Ordinal);

    /// <summary>The usual spelling where one is known, else the text as it is.</summary>
    public static string? Spell(string? text) =>
        text is null || (char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAny(' ', '-')) ? text : Known.GetValueOrDefault(Letters(text), text);

    /// <summary>As <see cref="Spell"/>, also of the number that advanced hunting has for whether policies were met.</summary>
    public static string? SpellStatus(string? text) => text switch
    {
        "0" => "success",
        "1" => "failure",
        "2" => "notApplied",
        _ => Spell(text),
    };

    /// <summary>Without blanks at the ends, and with a plain hyphen for every dash.</summary>
    public static string? Fold(string? text)
    {
        if (text is null || (!char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && Ascii.IsValid(text)))
        {
            return text;
        }

        var folded = new StringBuilder(text.Trim());
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = folded[i] is (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFE58' or '\uFE63' or '\uFF0D' ? '-' : folded[i] is '\u00A0' ? ' ' : folded[i];
        }

        return folded.ToString();
    }

    private static string Letters(string text) => string.Create(text.Count(char.IsLetterOrDigit), text, (span, from) =>
    {
        var at = 0;
        foreach (var letter in from.Where(char.IsLetterOrDigit))
        {
            span[at++] = char.ToLowerInvariant(letter);
        }
    });
}
