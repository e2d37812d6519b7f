using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>Which credential has expired, and when: the log's key id, completed by the directory.</summary>
internal static class ExpiredCredential
{
    private const int MaxNamed = 3;

    /// <summary>In brackets, with a leading space; empty when nobody tells.</summary>
    public static string Words(FindingFacts facts)
    {
        if (Guid.TryParseExact(facts.Cause.CredentialKeyId, "D", out var id))
        {
            return $" ({Words(facts.Credentials.FirstOrDefault(credential => credential.KeyId == id.ToString("D")) ?? new CredentialFacts(id.ToString("D"), "secret"))})";
        }

        // Without a key id any secret that had ended by then may be it: they are named as what the directory shows.
        var ended = facts.Credentials.Where(credential => credential.Type == "secret" && credential.EndsAt <= facts.Total.Last).OrderByDescending(credential => credential.EndsAt).Take(MaxNamed).ToList();
        return ended.Count == 0 ? "" : $" (expired in the directory: {string.Join("; ", ended.Select(Words))})";
    }

    private static string Words(CredentialFacts credential) =>
        $"key id {credential.KeyId}"
        + (credential.DisplayName is { } name ? $", {CommandText.Quoted(name)}" : "")
        + (credential.EndsAt is { } end ? $", ended {FindingText.Minute(end)}" : "");
}
