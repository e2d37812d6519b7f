using System.Globalization;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;

namespace NhiEvents.Core.Rotation.Views;

/// <summary>One credential of an own application, as the last scan saw it, with what the sign-in logs tell of its use.</summary>
/// <param name="Form"><c>secret</c> or <c>certificate</c>.</param>
public sealed record CredentialView(string TenantId, string ApplicationId, string AppId, string DisplayName, string KeyId, string Form, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset SeenAt)
{
    /// <summary>Null: no sign-in with it was seen; <see cref="Unknown"/> says what that is worth.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Source and resource of each consumer, the latest first.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];

    /// <summary>Whether it is the one that consumers get from the vault of its policy; null is unknown.</summary>
    public bool? InVault { get; init; }

    /// <summary>What is not known of it, each with the reason.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <param name="covered">Whether sign-in logs arrived in every hour of the last 35 days.</param>
    internal static CredentialView Of(string tenantId, InventoryRow row, KnownCredential credential, KeyUse? use, bool covered)
    {
        var key = credential.KeyId.ToLowerInvariant();
        var consumers = (use?.Consumers.Values.Where(one => one.Keys.ContainsKey(key)) ?? []).OrderByDescending(one => one.Keys[key].Last).ToList();
        var inVault = row.VaultKeyId is { } held ? string.Equals(held, credential.KeyId, StringComparison.OrdinalIgnoreCase) : (bool?)null;
        return new CredentialView(tenantId, row.Application.Id, row.Application.AppId, row.Application.DisplayName, credential.KeyId, credential.Form, credential.StartsAt, credential.EndsAt, row.SeenAt)
        {
            LastUsedAt = consumers.Count == 0 ? null : consumers[0].Keys[key].Last,
            UsedBy = [.. consumers.Select(one => one.ToString())],
            InVault = inVault,
            Unknown = [.. Unknowns(row, use, consumers.Count > 0, inVault, covered)],
        };
    }

    private static IEnumerable<string> Unknowns(InventoryRow row, KeyUse? use, bool used, bool? inVault, bool covered)
    {
        if (inVault is null)
        {
            yield return row.SecretName is { } name
                ? $"vault: which credential the current version of {name} is; it has no tag, and its first characters fit no single credential, or there is no such secret"
                : "vault: no policy names one for this application";
        }

        if (!used)
        {
            yield return use is null || use.Consumers.Count == 0 ? "use: no sign-in of this application was ever seen" : string.Create(CultureInfo.InvariantCulture, $"use: not seen since {use.KnownSince:u}; what was before is not known");
        }

        if (use?.UsedForUsersAt is { } forUsers)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"use: the application proved itself in a user's sign-in at {forUsers:u}, where the log names no key");
        }

        if (row.Application.MultiTenant)
        {
            yield return "use: the application can sign in to other tenants, whose logs are not seen";
        }

        if (use?.Overflowed is true)
        {
            yield return "use: it has more consumers than are told apart";
        }

        if (!covered)
        {
            yield return "use: the sign-in log has gaps in the last 35 days";
        }
    }
}
