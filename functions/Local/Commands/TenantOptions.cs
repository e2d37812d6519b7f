using System.CommandLine;
using Azure.Core;
using Azure.Identity;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Onboard.Tenant;

namespace NhiEvents.Local.Commands;

/// <summary><c>--tenant ID</c> and <c>--graph ADDRESS</c>: a real tenant, as whoever is signed in here.</summary>
internal sealed class TenantOptions
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Id of a tenant to read through Microsoft Graph, as az, azd or the environment is signed in. Reads only", HelpName = "ID" };
    private readonly Option<string> _graph = new("--graph") { Description = "Microsoft Graph of a national cloud", DefaultValueFactory = _ => "https://graph.microsoft.com", HelpName = "ADDRESS" };

    public void AddTo(Command command)
    {
        command.Options.Add(_tenant);
        command.Options.Add(_graph);
    }

    /// <returns>Null: not given.</returns>
    /// <exception cref="HostRefusalException">It is no id.</exception>
    public string? Id(ParseResult parsed) => parsed.GetValue(_tenant) is not { } id ? null
        : Guid.TryParse(id, out var guid) ? guid.ToString()
        : throw new HostRefusalException($"--tenant {id} is not a tenant id (a GUID): az account show --query tenantId");

    /// <exception cref="HostRefusalException">The address is none of a Graph.</exception>
    public TenantConnection Connect(ParseResult parsed, Func<string, TokenCredential>? credentialFor, TimeProvider time) =>
        new(credentialFor?.Invoke(Id(parsed)!) ?? new DefaultAzureCredential(new DefaultAzureCredentialOptions { TenantId = Id(parsed) }), TenantConnection.EndpointOf(parsed.GetRequiredValue(_graph)), time);
}
