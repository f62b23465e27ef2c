package dev.segue.training;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A model's configuration as text: its components by name, written and read in one way for every model. Names are
/// kebab-case, as in `learning-rate`.
public final class Settings {

    private static final String SEED = "seed";

    private Settings() {}

    /// The components of a configuration and their values, in order.
    public static Map<String, String> of(Configured config) {
        var settings = new LinkedHashMap<String, String>();
        for (RecordComponent component : components(config)) {
            settings.put(kebab(component.getName()), text(value(config, component)));
        }
        return settings;
    }

    /// A configuration with some components changed.
    ///
    /// @param changes by name
    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: an unknown name with those there are, a text
    ///     that is no value, or a value that the model refuses
    public static <C extends Configured> C changed(C config, Map<String, String> changes) {
        RecordComponent[] components = components(config);
        var names = Arrays.stream(components)
                .map(component -> kebab(component.getName()))
                .toList();
        var unknown = new TreeSet<>(changes.keySet());
        names.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw refused(config.model() + ": expected one of " + names + ", got " + unknown.first());
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            String change = changes.get(names.get(i));
            values[i] = change == null
                    ? value(config, components[i])
                    : parsed(config.model() + " " + names.get(i), components[i].getType(), change);
        }
        return made(config, components, values);
    }

    static String canonicalText(Configured config) {
        return Arrays.stream(components(config))
                .filter(component -> !component.getName().equals(SEED))
                .map(component -> component.getName() + "=" + text(value(config, component)))
                .collect(Collectors.joining(" ", "model=" + config.model() + " ", ""));
    }

    /// Refuses a number outside its range, NaN included.
    ///
    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public static void within(String what, double got, double least, double most) {
        // Written so that NaN fails it as well.
        if (!(got >= least && got <= most)) {
            String lower = least > 0 && least <= Float.MIN_NORMAL ? "above 0" : "at least " + number(least);
            throw refused(what + ": expected "
                    + (most >= Integer.MAX_VALUE ? lower : number(least) + " to " + number(most)) + ", got "
                    + number(got));
        }
    }

    /// Without a fraction where it is whole.
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static RecordComponent[] components(Configured config) {
        RecordComponent[] components = config.getClass().getRecordComponents();
        if (components == null) {
            throw new IllegalArgumentException("A configuration is a record, got " + config.getClass());
        }
        return components;
    }

    private static Object value(Configured config, RecordComponent component) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A configuration's components can be read", e);
        }
    }

    @SuppressWarnings("unchecked") // the canonical constructor of C makes a C
    private static <C extends Configured> C made(C config, RecordComponent[] components, Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = config.getClass().getDeclaredConstructor(types);
            return (C) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SegueException refused) {
                throw refused;
            }
            throw new IllegalStateException("A configuration refuses with a message", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A configuration can be made of its components", e);
        }
    }

    private static Object parsed(String what, Class<?> type, String text) {
        try {
            if (type == int.class) {
                return Integer.valueOf(text);
            } else if (type == long.class) {
                return Long.valueOf(text);
            } else if (type == double.class) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    what + ": expected " + (type == double.class ? "a number" : "a whole number") + ", got '" + text
                            + "'",
                    e);
        }
        if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        throw refused(what + ": expected true or false, got '" + text + "'");
    }

    private static String text(Object value) {
        return String.format(Locale.ROOT, "%s", value);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static SegueException refused(String message) {
        return new SegueException(ErrorCode.INVALID_CONFIGURATION, message);
    }
}
