using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>Where no tenant is connected, nobody signs in.</summary>
internal sealed class AbsentCanary : ICanary
{
    public Task<CanaryAnswer> SignInAsync(CancellationToken ct) => Task.FromResult(new CanaryAnswer(false, "no tenant is connected"));
}
