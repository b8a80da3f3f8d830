package coop.entrelacs.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * With which statuses a handler answers when all is well. The type {@link ResponseEntity} does not say, so it is read from the code of
 * the handler and of the methods of its class that it calls.
 */
final class AnswerStatuses {

    private static final String ENTITY = Type.getInternalName(ResponseEntity.class);
    private static final String STATUS = Type.getInternalName(HttpStatus.class);
    private static final String TAGS = Type.getInternalName(ETags.class);

    private AnswerStatuses() {}

    /** At least one; 200 where nothing else is found. */
    static Set<HttpStatus> of(Method handler) {
        Class<?> type = handler.getDeclaringClass();
        Map<String, Code> codes = read(type);
        Set<HttpStatus> found = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(handler.getName() + Type.getMethodDescriptor(handler)));
        while (!open.isEmpty()) {
            String next = open.pop();
            Code code = codes.get(next);
            if (code != null && seen.add(next)) {
                found.addAll(code.statuses);
                open.addAll(code.calls);
            }
        }
        return found.isEmpty() ? Set.of(HttpStatus.OK) : found;
    }

    /** What one method does that matters here. */
    private static final class Code {
        final Set<HttpStatus> statuses = new HashSet<>();
        final Set<String> calls = new HashSet<>();
    }

    private static Map<String, Code> read(Class<?> type) {
        Map<String, Code> codes = new HashMap<>();
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = type.getResourceAsStream(file)) {
            if (bytes == null) {
                return codes;
            }
            new ClassReader(bytes).accept(new Reader(Type.getInternalName(type), codes), ClassReader.SKIP_DEBUG);
            return codes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Reader extends ClassVisitor {

        private final String type;
        private final Map<String, Code> codes;

        Reader(String type, Map<String, Code> codes) {
            super(Opcodes.ASM9);
            this.type = type;
            this.codes = codes;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            Code code = new Code();
            codes.put(name + descriptor, code);
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(int how, String owner, String called, String with, boolean isInterface) {
                    if (owner.equals(ENTITY) || owner.equals(TAGS)) {
                        success(called, code);
                    } else if (owner.equals(type)) {
                        code.calls.add(called + with);
                    }
                }

                @Override
                public void visitFieldInsn(int how, String owner, String field, String with) {
                    if (owner.equals(STATUS) && HttpStatus.valueOf(field).is2xxSuccessful()) {
                        code.statuses.add(HttpStatus.valueOf(field));
                    }
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String with, Handle how, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle lambda
                                && lambda.getOwner().equals(type)) {
                            code.calls.add(lambda.getName() + lambda.getDesc());
                        }
                    }
                }
            };
        }

        private static void success(String called, Code code) {
            switch (called) {
                case "ok" -> code.statuses.add(HttpStatus.OK);
                case "created" -> code.statuses.add(HttpStatus.CREATED);
                case "accepted" -> code.statuses.add(HttpStatus.ACCEPTED);
                case "noContent" -> code.statuses.add(HttpStatus.NO_CONTENT);
                default -> {
                    // The status is named beside, or is no success.
                }
            }
        }
    }
}
