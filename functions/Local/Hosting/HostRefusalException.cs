namespace NhiEvents.Local.Hosting;

/// <summary>Something that the Functions host or Azure would refuse too. The message says what, where and what to do; the program ends with exit code 2.</summary>
internal sealed class HostRefusalException(string message) : Exception(message);
