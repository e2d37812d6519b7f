namespace NhiEvents.AzureSurface;

internal static class Stub;
