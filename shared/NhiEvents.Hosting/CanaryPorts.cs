using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Azure.Login;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>The canary's sign-in, which only Ingest has. No permission: an application that may do nothing, and trusts this app's identity.</summary>
public static class CanaryPorts
{
    /// <remarks>After <see cref="AzurePorts.AddAzurePorts"/>, whose credentials it shares. Without <c>Canary:clientId</c> it says so when it is asked, and signs in nowhere.</remarks>
    public static IServiceCollection AddCanary(this IServiceCollection services)
    {
        services.AddOptions<CanaryConnection>().BindConfiguration(CanaryConnection.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CanaryConnection>, CanaryConnectionValidator>();
        return services.AddSingleton<ICanary>(provider =>
        {
            var canary = provider.GetRequiredService<IOptions<CanaryConnection>>().Value;
            return canary is { ClientId: { Length: > 0 } client, TenantId: { Length: > 0 } tenant }
                ? new FederatedCanary(tenant, client, provider.GetRequiredService<AzureCredentials>().For(canary.IdentityClientId), new Uri(canary.LoginEndpoint), canary.Scope)
                : new CanaryNotConfigured();
        });
    }

    private sealed class CanaryNotConfigured : ICanary
    {
        public Task<CanaryAnswer> SignInAsync(CancellationToken ct) => Task.FromResult(new CanaryAnswer(false, $"{CanaryConnection.Section}:clientId or :tenantId is not set"));
    }
}

/// <summary>Settings <c>Canary:*</c>.</summary>
public sealed class CanaryConnection
{
    public const string Section = "Canary";

    /// <summary>Application id of the canary; null: there is none.</summary>
    [RegularExpression("^$|^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", ErrorMessage = "Canary:clientId must be an application id (a GUID)")]
    public string? ClientId { get; init; }

    /// <summary>The tenant whose logs are read.</summary>
    public string? TenantId { get; init; }

    /// <summary>Client id of the user-assigned identity that the canary trusts; null is whatever <c>DefaultAzureCredential</c> finds.</summary>
    public string? IdentityClientId { get; init; }

    /// <summary>Another than this for a national cloud.</summary>
    [Required]
    [Url]
    public string LoginEndpoint { get; init; } = "https://login.microsoftonline.com";

    /// <summary>What a token is asked for.</summary>
    [Required]
    public string Scope { get; init; } = "https://graph.microsoft.com/.default";
}

[OptionsValidator]
public sealed partial class CanaryConnectionValidator : IValidateOptions<CanaryConnection>;
