namespace NhiEvents.Core.Ports;

/// <summary>Named secrets with versions. The newest version is the current one: what a reader gets who names none.</summary>
/// <remarks>
/// Every method may throw <see cref="VaultException"/>. Only <see cref="ReadAsync"/> gives out a text, and only <see cref="SetAsync"/> takes one in. A version's text
/// never changes; its tags, its end and whether it is enabled do.
/// </remarks>
public interface ISecretVault
{
    /// <summary>Every version of a secret, newest first, without texts; empty when there is no such secret.</summary>
    Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(string name, CancellationToken ct);

    /// <summary>The text of a version; of the current one when <paramref name="version"/> is null. Null when there is none, or when that version is disabled.</summary>
    Task<SecretValue?> ReadAsync(string name, string? version, CancellationToken ct);

    /// <summary>Stores a text as a new version, which is the current one from then on.</summary>
    /// <remarks><b>Not repeatable</b>: a second call makes a second version. Put the cause into a tag, and look for it first.</remarks>
    Task<SecretVersion> SetAsync(string name, SecretValue text, SecretProperties properties, CancellationToken ct);

    /// <summary>Replaces a version's tags and end, and enables or disables it. Repeatable.</summary>
    /// <exception cref="VaultException">NotFound: there is no such version.</exception>
    Task<SecretVersion> UpdateAsync(string name, string version, SecretProperties properties, CancellationToken ct);
}

/// <summary>One version of a secret, without its text.</summary>
/// <param name="Version">As the vault names it.</param>
public sealed record SecretVersion(string Name, string Version, bool Enabled, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The tag's value; null when it has none of this name.</summary>
    public string? Tag(string name) => Tags.GetValueOrDefault(name);
}

/// <summary>What is written beside a text.</summary>
/// <param name="ExpiresAt">Null: no end. Whole seconds; a vault may drop what is smaller.</param>
/// <param name="Tags">At most 15, of at most 256 characters each (Azure Key Vault).</param>
public sealed record SecretProperties(DateTimeOffset? ExpiresAt, IReadOnlyDictionary<string, string> Tags, bool Enabled = true)
{
    /// <summary>The longest name: letters, digits and hyphens (Azure Key Vault).</summary>
    public const int MaxNameLength = 127;

    public const int MaxTags = 15;
}

/// <summary>Why a vault did not do what was asked.</summary>
public enum VaultFault
{
    /// <summary>Too many requests. Nothing was done.</summary>
    Throttled,

    /// <summary>There is no such version.</summary>
    NotFound,

    /// <summary>We lack a permission.</summary>
    Forbidden,

    /// <summary>The request can never work as it is: a name or tag that is not allowed.</summary>
    Invalid,

    /// <summary>A server error, a timeout or a lost answer. It may have been done, or not: read before doing it again.</summary>
    Transient,
}

/// <summary>A request that a vault refused or did not answer. The message never holds a secret.</summary>
public sealed class VaultException : Exception
{
    public VaultException()
        : this(VaultFault.Transient, "The vault did not answer.")
    {
    }

    public VaultException(string message)
        : this(VaultFault.Transient, message)
    {
    }

    public VaultException(string message, Exception innerException)
        : base(message, innerException) => Fault = VaultFault.Transient;

    public VaultException(VaultFault fault, string message, TimeSpan? retryAfter = null)
        : base(message) => (Fault, RetryAfter) = (fault, retryAfter);

    public VaultFault Fault { get; }

    public TimeSpan? RetryAfter { get; }
}
