using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>Where no vault is connected: every request is refused as one without permission is.</summary>
internal sealed class AbsentVault : ISecretVault
{
    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(string name, CancellationToken ct) => throw Absent();

    public Task<SecretValue?> ReadAsync(string name, string? version, CancellationToken ct) => throw Absent();

    public Task<SecretVersion> SetAsync(string name, SecretValue text, SecretProperties properties, CancellationToken ct) => throw Absent();

    public Task<SecretVersion> UpdateAsync(string name, string version, SecretProperties properties, CancellationToken ct) => throw Absent();

    private static VaultException Absent() => new(VaultFault.Forbidden, "No vault is connected: rotations need one to keep secrets in.");
}
