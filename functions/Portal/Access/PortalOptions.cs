using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Functions.Portal.Access;

/// <summary>How people get in.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    public PortalSignIn SignIn { get; init; } = PortalSignIn.Platform;

    /// <summary>With <see cref="PortalSignIn.Session"/>: who may come in; the one-machine host makes them at its start.</summary>
    [ValidateEnumeratedItems]
    public IReadOnlyList<SessionOptions> Sessions { get; init; } = [];

    /// <summary>Calls per minute of one person; an open page makes about 20.</summary>
    [Range(10, 100_000)]
    public int CallsPerMinute { get; init; } = 600;
}

/// <summary>Who says who a caller is.</summary>
public enum PortalSignIn
{
    /// <summary>App Service's own sign-in, in front of the app: header <c>X-MS-CLIENT-PRINCIPAL</c>.</summary>
    Platform,

    /// <summary>A random token that the one-machine host prints.</summary>
    Session,
}

/// <summary>One person on one machine.</summary>
public sealed class SessionOptions
{
    /// <summary>Random; whoever has it is this person.</summary>
    [Required]
    [MinLength(32)]
    public string Token { get; init; } = "";

    [Required]
    public string PersonId { get; init; } = "";

    [Required]
    public string Name { get; init; } = "";

    [MinLength(1)]
    public IReadOnlyList<PortalRole> Roles { get; init; } = [];

    /// <summary>The roles hold for identities with one of these tags only; empty: for all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

[OptionsValidator]
public sealed partial class PortalOptionsValidator : IValidateOptions<PortalOptions>;
