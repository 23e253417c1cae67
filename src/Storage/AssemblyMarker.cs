namespace Sallyport.Storage;

internal static class Placeholder;
