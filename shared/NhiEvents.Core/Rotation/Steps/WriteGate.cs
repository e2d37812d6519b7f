using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Brakes;

namespace NhiEvents.Core.Rotation.Steps;

/// <summary>The last step before every write: protected identities, privileges and brakes, all read now.</summary>
public sealed class WriteGate(IDirectory directory, RotationBrakes brakes, IOptions<RotationOptions> options)
{
    private static readonly TimeSpan WhileStopped = TimeSpan.FromMinutes(5);

    /// <returns>Null: go on. Else what to save instead of writing.</returns>
    /// <exception cref="EntraException">It could not be read: then nothing may be written.</exception>
    internal async Task<Stepped?> CheckAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct)
    {
        var application = rotation.Application;
        if (Privilege.IsNamed(options.Value.ProtectedIds, application.Id, application.AppId, application.ServicePrincipalId))
        {
            return Stepped.Abandoned(rotation, "The application is configured as protected: a person has to rotate it by hand.", now);
        }

        if (await brakes.IsStoppedAsync(rotation.TenantId, ct))
        {
            return Stepped.Kept(rotation, "All writes are stopped.", now + WhileStopped, now);
        }

        return !rotation.Approved && rotation.State is RotationState.Planned && application.ServicePrincipalId is { } principal && await Privilege.FindRoleAsync(directory, principal, ct) is { } role
            ? Stepped.Held(rotation, $"The application holds the role {role}: a person has to let the rotation begin.", now)
            : null;
    }
}
