using System.ComponentModel.DataAnnotations;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Azure.KeyVault;
using NhiEvents.Azure.Login;
using NhiEvents.Azure.Slots;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>The ports that only Rotation has: the vault, and the token endpoint at which a new credential is tried.</summary>
public static class RotationPorts
{
    /// <summary>Role on the vault: Key Vault Secrets Officer, on the secrets of the rotated applications only where that can be had. No permission in Entra.</summary>
    /// <remarks>After <see cref="AzurePorts.AddAzurePorts"/>, whose credentials it shares.</remarks>
    public static IServiceCollection AddRotationPorts(this IServiceCollection services)
    {
        services.AddOptions<RotationConnection>().BindConfiguration(RotationConnection.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RotationConnection>, RotationConnectionValidator>();
        services.AddSingleton<ISecretVault>(provider =>
        {
            var connection = Options(provider);
            return new KeyVaultSecretVault(new SecretClient(new Uri(connection.Endpoint), provider.GetRequiredService<AzureCredentials>().For(connection.ClientId), KeyVaultSecretVault.ClientOptions()));
        });
        services.AddSingleton<ITokenTest>(provider =>
            new LoginTokenTest(new HttpClient(), new Uri(Options(provider).LoginEndpoint), Options(provider).TestScope, provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<LoginSlotsConnection>().BindConfiguration(LoginSlotsConnection.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LoginSlotsConnection>, LoginSlotsConnectionValidator>();
        services.AddSingleton<IRotationTarget>(provider =>
        {
            var (slots, client, vault) = (provider.GetRequiredService<IOptions<LoginSlotsConnection>>().Value, new HttpClient(), provider.GetRequiredService<ISecretVault>());
            return new HttpLoginSlots((request, ct) => AdministerAsync(slots, vault, client, request, ct), client, new Uri(slots.Endpoint ?? "https://not-configured.invalid/"), provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }

    /// <summary>The administrator's password is read from the vault each time: it may be rotated itself.</summary>
    private static async Task<HttpResponseMessage> AdministerAsync(LoginSlotsConnection slots, ISecretVault vault, HttpClient client, HttpRequestMessage request, CancellationToken ct)
    {
        if (slots is not { Endpoint: not null, Administrator: { } administrator, AdministratorSecret: { } secret })
        {
            throw new EntraException(EntraFault.Forbidden, $"No target with two slots is configured: set {LoginSlotsConnection.Section}:Endpoint, :Administrator and :AdministratorSecret.");
        }

        var password = await vault.ReadAsync(secret, null, ct) ?? throw new EntraException(EntraFault.Forbidden, $"The vault has no secret {secret}, which is to hold the administrator's password.");
        request.Headers.Authorization = HttpLoginSlots.Basic(administrator, password);
        return await client.SendAsync(request, ct);
    }

    private static RotationConnection Options(IServiceProvider services) => services.GetRequiredService<IOptions<RotationConnection>>().Value;
}

/// <summary>Settings <c>KeyVault:*</c>.</summary>
public sealed class RotationConnection
{
    public const string Section = "KeyVault";

    /// <summary>Such as <c>https://your-vault.vault.azure.net</c>.</summary>
    [Required]
    [Url]
    public string Endpoint { get; init; } = "";

    /// <summary>Client id of the user-assigned identity to use; null is whatever <c>DefaultAzureCredential</c> finds.</summary>
    public string? ClientId { get; init; }

    /// <summary>Another than this for a national cloud.</summary>
    [Required]
    [Url]
    public string LoginEndpoint { get; init; } = "https://login.microsoftonline.com";

    /// <summary>What a token is asked for to try a credential; every application may ask for it.</summary>
    [Required]
    public string TestScope { get; init; } = "https://graph.microsoft.com/.default";
}

[OptionsValidator]
public sealed partial class RotationConnectionValidator : IValidateOptions<RotationConnection>;

/// <summary>Settings <c>LoginSlots:*</c>: where logins with two passwords are, for policies of the form <see cref="CredentialForm.TwoSlot"/>.</summary>
public sealed class LoginSlotsConnection
{
    public const string Section = "LoginSlots";

    /// <summary>Such as <c>https://reports.example.com/admin/</c>; null: there are none.</summary>
    [Url]
    public string? Endpoint { get; init; }

    /// <summary>The user that changes slots.</summary>
    public string? Administrator { get; init; }

    /// <summary>Name of the secret in the vault that holds the administrator's password.</summary>
    public string? AdministratorSecret { get; init; }
}

[OptionsValidator]
public sealed partial class LoginSlotsConnectionValidator : IValidateOptions<LoginSlotsConnection>;
