using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>Signs in to the simulated tenant as an application that trusts another issuer.</summary>
/// <param name="trusted">What the issuer says of us.</param>
/// <param name="place">Where our own app runs.</param>
public sealed class EmbeddedCanary(SimulatedTenant tenant, string appId, Credential.Federated trusted, Place place) : ICanary
{
    public Task<CanaryAnswer> SignInAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var outcome = tenant.SignIn(new SignInAttempt { ClientId = appId, ResourceId = WellKnown.Graph, Flow = SignInFlow.ClientCredentials, Credential = trusted, Place = place });
        return Task.FromResult(outcome.ErrorCode == Aadsts.None
            ? new CanaryAnswer(true)
            : new CanaryAnswer(false, $"AADSTS{outcome.ErrorCode.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
    }
}
