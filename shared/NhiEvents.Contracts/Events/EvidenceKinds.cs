namespace NhiEvents.Contracts.Events;

/// <summary>Why an identity is taken for a non-human one (DESIGN: evidence that is shown).</summary>
public static class EvidenceKinds
{
    /// <summary>A service principal: never a person.</summary>
    public const string ServicePrincipal = "service-principal";

    /// <summary>A managed identity: never a person.</summary>
    public const string ManagedIdentity = "managed-identity";

    /// <summary>Named in the registry, or configured.</summary>
    public const string Registered = "registered";

    /// <summary>The directory shows an object that no person works with: a room, a shared mailbox, synchronization, an agent.</summary>
    public const string DirectoryKind = "directory-kind";

    /// <summary>The account's name follows a pattern for service accounts.</summary>
    public const string NamingPattern = "naming-pattern";

    /// <summary>Resource owner password credentials: a password sent by a program.</summary>
    public const string Ropc = "ropc";

    /// <summary>A legacy-authentication client (SMTP, IMAP, POP, …).</summary>
    public const string LegacyClient = "legacy-client";

    /// <summary>A user agent that only programs send.</summary>
    public const string ToolUserAgent = "tool-user-agent";

    /// <summary>Signs in around the clock, evenly, from one network with one application, and never interactively or with multi-factor authentication.</summary>
    public const string Unattended = "unattended";

    /// <summary>Device-code sign-in. People do this too: not sufficient alone.</summary>
    public const string DeviceCode = "device-code";

    /// <summary>Azure CLI or a PowerShell module. People do this too: not sufficient alone.</summary>
    public const string CommandLineClient = "command-line-client";

    /// <summary>Other rows of the same identity showed it; Ingest's snapshot knows it.</summary>
    public const string Known = "known";

    /// <summary>The kinds that people produce as well; alone they make no finding.</summary>
    public static IReadOnlySet<string> Weak { get; } = new HashSet<string>(StringComparer.Ordinal) { DeviceCode, CommandLineClient };
}
